'use strict';
const fs = require('fs');

// Swarm gives one JSON object, as agent.yaml declares it, and takes one.
const input = JSON.parse(fs.readFileSync(process.env.SWARM_INPUT, 'utf8'));

console.error(`working on ${input.input_data.length} characters`); // stderr is the log

const output = { result: { received: input.input_data } };
fs.writeFileSync(process.env.SWARM_OUTPUT, JSON.stringify(output));
