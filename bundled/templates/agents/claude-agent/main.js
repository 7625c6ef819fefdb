'use strict';
// Asks Claude, executes the tools it wants to use, gives it what they found, and so on until it has
// the answer. Needs no packages: fetch is built into Node.js.
//
//   main.js    this loop: what to do with each answer
//   tools.js   what Claude may use: put your own there
//   api.js     one call of the API, tried again where that may help
//
// An agent gets one JSON object in the file $SWARM_INPUT, writes one to $SWARM_OUTPUT, and ends with
// exit status 0. What it writes to stderr is its log; a JSON object with `msg` is kept as it is.
const fs = require('fs');
const { Failure, connect, createMessage, exits } = require('./api.js');
const tools = require('./tools.js');

async function run(input) {
  const api = connect(input);
  const messages = conversation(input);
  const usage = new Usage();
  let text = '';
  for (let turn = 1; turn <= input.max_turns; turn++) {
    const answer = await createMessage(api, {
      model: input.model,
      max_tokens: input.max_tokens,
      system: input.system,
      messages,
      tools: tools.map(({ name, description, input_schema }) => ({ name, description, input_schema })),
    });
    usage.add(answer);
    text += textOf(answer);
    switch (answer.stop_reason) {
      case 'end_turn':
      case 'stop_sequence':
        return output(answer);
      case 'tool_use':
        // Claude must see what it said before, the tools' ids included, and then each result.
        messages.push({ role: 'assistant', content: answer.content });
        messages.push({ role: 'user', content: await results(answer) });
        text = '';
        break;
      case 'pause_turn':
        // The API interrupted a long turn: given what it has so far, Claude goes on.
        messages.push({ role: 'assistant', content: answer.content });
        break;
      case 'max_tokens':
      case 'model_context_window_exceeded':
        if (input.allow_truncated) {
          return output(answer);
        }
        // Trying again would cost the same and end the same.
        throw new Failure(
          exits.FAILED, 'truncated',
          `the answer was cut off (${answer.stop_reason}): raise max_tokens ${input.max_tokens}, or`
          + ' set allow_truncated');
      case 'refusal':
        throw new Failure(
          exits.REFUSED, 'refusal',
          `Claude refused to answer: ${answer.stop_details?.explanation ?? 'it gave no reason'}`);
      default:
        throw new Failure(
          exits.FAILED, 'unknown_stop_reason',
          `the answer ends with the unknown stop_reason ${JSON.stringify(answer.stop_reason)}`);
    }
    log(`turn ${turn} ended with ${answer.stop_reason}`);
  }
  throw new Failure(
    exits.FAILED, 'too_many_turns', `no answer after ${input.max_turns} turns: raise max_turns`);

  function output(answer) {
    const { stop_reason, model } = answer;
    return { text, stop_reason, model, turns: usage.calls, usage: usage.total() };
  }
}

function conversation({ prompt, messages }) {
  if ((prompt === undefined) === (messages === undefined)) {
    throw new Failure(exits.BAD_INPUT, 'bad_input', 'give prompt or messages, one of them');
  }
  return prompt === undefined ? [...messages] : [{ role: 'user', content: prompt }];
}

// An answer is a list of blocks. Its text may be spread over several, and need not come first.
function textOf(answer) {
  return answer.content.filter(block => block.type === 'text').map(block => block.text).join('');
}

// Executes what Claude asked for. A tool that fails is no failure of the agent: Claude is told why,
// and may do better.
async function results(answer) {
  const results = [];
  for (const { id, name, input } of answer.content.filter(block => block.type === 'tool_use')) {
    log(`uses ${name}`, { input });
    const result = { type: 'tool_result', tool_use_id: id };
    try {
      const tool = tools.find(candidate => candidate.name === name);
      if (!tool) {
        throw new Error(`there is no tool ${JSON.stringify(name)}`);
      }
      result.content = String(await tool.run(input));
    } catch (error) {
      result.content = `Error: ${error.message}`;
      result.is_error = true;
    }
    results.push(result);
  }
  return results;
}

// Adds up tokens, and tells Swarm of each call at once: they are spent also where the step fails.
class Usage {
  calls = 0;
  input = 0;
  cacheCreation = 0;
  cacheRead = 0;
  output = 0;

  add({ model, usage = {} }) {
    const input = usage.input_tokens ?? 0;
    const cacheCreation = usage.cache_creation_input_tokens ?? 0;
    const cacheRead = usage.cache_read_input_tokens ?? 0;
    const output = usage.output_tokens ?? 0;
    this.calls += 1;
    this.input += input;
    this.cacheCreation += cacheCreation;
    this.cacheRead += cacheRead;
    this.output += output;
    const total = input + cacheCreation + cacheRead;
    event({ type: 'usage', model, input_tokens: total, output_tokens: output });
  }

  total() {
    return {
      input_tokens: this.input,
      cache_creation_input_tokens: this.cacheCreation,
      cache_read_input_tokens: this.cacheRead,
      total_input_tokens: this.input + this.cacheCreation + this.cacheRead,
      output_tokens: this.output,
    };
  }
}

// Events are JSON lines in a file of their own, which not every version of Swarm gives.
function event(fields) {
  if (process.env.SWARM_EVENTS) {
    fs.appendFileSync(process.env.SWARM_EVENTS, `${JSON.stringify(fields)}\n`);
  }
}

function log(msg, fields) {
  console.error(JSON.stringify({ msg, ...fields }));
}

function write(output) {
  fs.writeFileSync(process.env.SWARM_OUTPUT, JSON.stringify(output));
}

// A failed agent says why, and by its exit status whether it is worth another try.
function fail(error) {
  const failure = error instanceof Failure ? error : new Failure(exits.FAILED, 'bug', error.stack);
  const { exit, type, message } = failure;
  console.error(message);
  write({ error: { type, message, retryable: exit === exits.RETRYABLE } });
  process.exitCode = exit;
}

run(JSON.parse(fs.readFileSync(process.env.SWARM_INPUT, 'utf8'))).then(write).catch(fail);
