'use strict';
// One call of Claude's Messages API: https://platform.claude.com/docs/en/api/messages

// Exit statuses that tell Swarm how the agent failed. A step with `retry` tries again after
// RETRYABLE only.
const exits = { FAILED: 1, BAD_INPUT: 65, RETRYABLE: 75, REFUSED: 77, MISCONFIGURED: 78 };

const RETRIES = 2;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;

// Whoever is told to wait longer ends, so that no sandbox is held for it: the step's `retry` may wait.
const LONGEST_ASKED_WAIT_MS = 60000;

class Failure extends Error {
  constructor(exit, type, message, waitMs) {
    super(message);
    this.exit = exit;
    this.type = type;
    this.waitMs = waitMs; // what the server asked for, if it did
  }
}

// Where the API is and what each request carries. Without a key none is sent: a gateway in between
// may have its own.
function connect({ base_url, anthropic_version, timeout_ms }) {
  const base = base_url ?? process.env.ANTHROPIC_BASE_URL ?? 'https://api.anthropic.com';
  if (!/^https?:\/\/[^/]/.test(base)) {
    throw new Failure(exits.BAD_INPUT, 'bad_input', 'base_url: expected http://… or https://…');
  }
  const key = (process.env.ANTHROPIC_API_KEY ?? '').trim();
  if (!/^[\x21-\x7e]*$/.test(key)) {
    throw new Failure(
      exits.MISCONFIGURED, 'bad_key', 'ANTHROPIC_API_KEY has a character that no key has');
  }
  const headers = { 'content-type': 'application/json', 'anthropic-version': anthropic_version };
  if (key) {
    headers['x-api-key'] = key;
  }
  return { url: `${base.replace(/\/+$/, '')}/v1/messages`, headers, hasKey: key !== '', timeout_ms };
}

// Gives the answer, whatever its stop_reason. What may pass is tried twice again.
async function createMessage(api, request) {
  for (let retry = 0; ; retry++) {
    try {
      return await attempt(api, request);
    } catch (failure) {
      const isFinal = !(failure instanceof Failure) || failure.exit !== exits.RETRYABLE;
      const waitMs = failure.waitMs ?? backoff(retry);
      if (isFinal || retry === RETRIES || waitMs > LONGEST_ASKED_WAIT_MS) {
        throw failure;
      }
      console.error(JSON.stringify({ msg: `again in ${Math.round(waitMs)} ms: ${failure.message}` }));
      await new Promise(resolve => setTimeout(resolve, waitMs));
    }
  }
}

// Twice as long each time, and not the same for all that failed at once.
function backoff(retry) {
  const waitMs = Math.min(FIRST_WAIT_MS * 2 ** retry, LONGEST_WAIT_MS);
  return waitMs * (1 - Math.random() / 4);
}

async function attempt(api, request) {
  let response;
  let text;
  try {
    response = await fetch(api.url, {
      method: 'POST',
      headers: api.headers,
      body: JSON.stringify(request),
      redirect: 'manual', // else the key would go wherever the answer points
      signal: AbortSignal.timeout(api.timeout_ms),
    });
    text = await response.text();
  } catch (error) {
    throw connectionFailure(error, api);
  }
  const answer = parsed(text);
  if (!response.ok) {
    throw refusedBy(response, answer, api);
  }
  if (!Array.isArray(answer?.content)) {
    throw new Failure(exits.RETRYABLE, 'bad_answer', 'what came is no message of the API');
  }
  return answer;
}

function connectionFailure(error, api) {
  if (error.name === 'TimeoutError') {
    return new Failure(exits.RETRYABLE, 'timeout', `no answer within ${api.timeout_ms} ms`);
  }
  const cause = error.cause ?? error; // fetch itself says no more than "fetch failed"
  return new Failure(
    exits.RETRYABLE, 'connection',
    `can't talk to ${new URL(api.url).host}: ${cause.code ?? ''} ${cause.message}`);
}

// The failure that an answer other than 2xx stands for.
function refusedBy({ status, headers }, answer, api) {
  const error = answer?.error ?? {};
  const said = `${status} ${error.type ?? 'error'}: ${error.message ?? 'no reason given'}`;
  const hint = status === 401 && !api.hasKey ? ' (no key was sent: ANTHROPIC_API_KEY is not set)' : '';
  const id = answer?.request_id ?? headers.get('request-id');
  const exit = exitOf(status, isWorthAnotherTry(status, headers, error));
  return new Failure(
    exit, error.type ?? `http_${status}`, said + hint + (id ? `, request ${id}` : ''), askedWait(headers));
}

function isWorthAnotherTry(status, headers, error) {
  const word = headers.get('x-should-retry');
  if (word === 'true' || word === 'false') {
    return word === 'true';
  }
  if (status === 429 && String(error.details?.error_code).endsWith('spend_limit_reached')) {
    return false;
  }
  return [408, 409, 429].includes(status) || status >= 500;
}

function exitOf(status, retryable) {
  if (retryable) {
    return exits.RETRYABLE;
  }
  if (status === 401 || status === 403) {
    return exits.REFUSED;
  }
  return status >= 400 && status < 500 ? exits.BAD_INPUT : exits.FAILED;
}

// Milliseconds, or undefined where the server did not ask. `retry-after` is in seconds, or a date.
function askedWait(headers) {
  const after = headers.get('retry-after');
  const candidates = [
    Number.parseFloat(headers.get('retry-after-ms')),
    /^[\d.]+$/.test(after) ? Number.parseFloat(after) * 1000 : Date.parse(after) - Date.now(),
  ];
  return candidates.find(waitMs => waitMs >= 0);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

module.exports = { Failure, connect, createMessage, exits };
