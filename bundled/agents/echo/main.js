'use strict';
const fs = require('fs');

const { message } = JSON.parse(fs.readFileSync(process.env.SWARM_INPUT || 0, 'utf8'));
const output = JSON.stringify({ echoed: message, timestamp: new Date().toISOString() });
fs.writeFileSync(process.env.SWARM_OUTPUT || 1, output);
