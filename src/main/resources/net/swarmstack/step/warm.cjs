'use strict';
// Waits, with node started, for what makes it an agent: a JSON object on stdin, up to its end, with
// the environment, the file that is stdin from then on, and the entry. What the agent sees is what
// it would see had node been started with the entry.
(() => {
  const fs = require('fs');
  fs.unlinkSync(__filename);
  const chunks = [];
  const buffer = Buffer.alloc(65536);
  for (let n; (n = fs.readSync(0, buffer, 0, buffer.length, null)) > 0; ) {
    chunks.push(Buffer.from(buffer.subarray(0, n)));
  }
  const header = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  fs.closeSync(0);
  fs.openSync(header.stdin, 'r'); // the lowest free descriptor: 0
  for (const name of Object.keys(process.env)) {
    if (name !== 'PWD') { // the sandbox's own
      delete process.env[name];
    }
  }
  Object.assign(process.env, header.environment);
  process.argv[1] = header.entry;
  delete require.cache[module.filename];
  require('module').runMain();
})();
