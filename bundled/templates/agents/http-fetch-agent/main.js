'use strict';
// Fetches one URL. Needs no packages: fetch is built into Node.js.
//
// An agent gets one JSON object in the file $SWARM_INPUT, writes one to $SWARM_OUTPUT, and ends with
// exit status 0. What it writes to stderr is its log.
const fs = require('fs');

// Exit statuses that tell Swarm how an agent failed. A step with `retry` tries again after RETRYABLE.
const BAD_INPUT = 65;
const RETRYABLE = 75;
const REFUSED = 77;

const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

class Failure extends Error {
  constructor(exit, type, message) {
    super(message);
    this.exit = exit;
    this.type = type;
  }
}

async function run(input) {
  const started = performance.now();
  const signal = AbortSignal.timeout(input.timeout_ms);
  let url = parse(input.url, undefined, BAD_INPUT);
  try {
    let request = firstRequest(input, url);
    let response;
    for (let redirects = 0; ; redirects++) {
      console.error(`${request.method} ${shown(url)}`);
      response = await fetch(newRequest(url, request, signal));
      const location = response.headers.get('location');
      if (!REDIRECTS.has(response.status) || location === null) {
        break;
      }
      if (redirects === MOST_REDIRECTS) {
        throw new Failure(REFUSED, 'redirects', `more than ${MOST_REDIRECTS} redirects`);
      }
      await response.body?.cancel();
      const next = parse(location, url, REFUSED);
      request = redirected(request, response.status, next.origin === url.origin);
      url = next;
    }
    const { body, truncated } = await read(response, input.max_bytes);
    const output = { status: response.status, headers: headersOf(response), body, truncated };
    if (isJson(response) && !truncated) {
      addJson(output);
    }
    return { ...output, duration_ms: Math.round(performance.now() - started) };
  } catch (error) {
    throw explained(error, url, input.timeout_ms);
  }
}

// Redirects are followed by hand, so that each address is looked at, also the second and the third.
function parse(text, base, exit) {
  const where = base ? `${shown(base)} redirects to` : 'url:';
  let url;
  try {
    url = new URL(text, base);
  } catch {
    throw new Failure(exit, 'bad_url', `${where} ${quoted(text)}, which is no URL`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    const scheme = url.protocol.slice(0, -1);
    throw new Failure(exit, 'bad_url', `${where} ${quoted(scheme)}: only http and https are fetched`);
  }
  if (url.username || url.password) {
    throw new Failure(
      exit, 'bad_url', `${where} a URL with a user's name: send the header "authorization" instead`);
  }
  return url;
}

function firstRequest(input, url) {
  const headers = new Headers();
  for (const [name, value] of Object.entries(input.headers)) {
    if (typeof value !== 'string') {
      throw new Failure(BAD_INPUT, 'bad_header', `headers.${name}: expected a text`);
    }
    try {
      headers.append(name, value);
    } catch {
      // What fetch says about it quotes the value, which may be a secret.
      throw new Failure(BAD_INPUT, 'bad_header', `headers: ${quoted(name)} is no valid header`);
    }
  }
  let body = input.body;
  if (body !== undefined && typeof body !== 'string') {
    body = JSON.stringify(body);
    if (!headers.has('content-type')) {
      headers.set('content-type', 'application/json');
    }
  }
  return { method: input.method.toUpperCase(), headers, body };
}

function newRequest(url, { method, headers, body }, signal) {
  try {
    return new Request(url, { method, headers, body, signal, redirect: 'manual' });
  } catch (error) {
    throw new Failure(BAD_INPUT, 'bad_request', `${method}: ${error.message}`);
  }
}

// What follows a redirect: after 303, and after 301 and 302 to a POST, a GET without a body. What
// names the caller to one server is not shown to another.
function redirected(request, status, isSameServer) {
  const headers = new Headers(request.headers);
  if (!isSameServer) {
    ['authorization', 'cookie', 'proxy-authorization'].forEach(name => headers.delete(name));
  }
  const becomesGet =
    (status === 303 && request.method !== 'HEAD') ||
    ((status === 301 || status === 302) && request.method === 'POST');
  if (!becomesGet) {
    return { ...request, headers };
  }
  [...headers.keys()].filter(n => n.startsWith('content-')).forEach(name => headers.delete(name));
  return { method: 'GET', headers };
}

// Reads as the answer comes, and hangs up once it has enough: an endless body takes no memory.
async function read(response, maxBytes) {
  const chunks = [];
  let room = maxBytes;
  let truncated = false;
  for await (const chunk of response.body ?? []) {
    truncated = chunk.length > room;
    chunks.push(chunk.subarray(0, room));
    room -= Math.min(room, chunk.length);
    if (truncated) {
      console.error(`the body is longer than max_bytes ${maxBytes}: the rest is left out`);
      break;
    }
  }
  // With `stream` a character that was cut in two is left out.
  return { body: decoder(response).decode(Buffer.concat(chunks), { stream: truncated }), truncated };
}

function decoder(response) {
  const charset = /charset="?([^\s;"]+)/i.exec(response.headers.get('content-type') ?? '');
  try {
    return new TextDecoder(charset ? charset[1] : 'utf-8');
  } catch {
    return new TextDecoder();
  }
}

function headersOf(response) {
  const headers = {};
  for (const [name, value] of response.headers) {
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return headers;
}

function isJson(response) {
  return /^application\/([\w.-]+\+)?json\b/i.test(response.headers.get('content-type') ?? '');
}

function addJson(output) {
  try {
    output.json = JSON.parse(output.body);
  } catch (error) {
    console.error(`the server calls the body JSON, which it is not: ${error.message}`);
  }
}

// What fetch throws says "fetch failed"; the reason stands in its cause.
function explained(error, url, timeoutMs) {
  if (error instanceof Failure) {
    return error;
  }
  if (error.name === 'TimeoutError') {
    return new Failure(RETRYABLE, 'timeout', `${shown(url)}: no whole answer within ${timeoutMs} ms`);
  }
  const cause = error.cause ?? error;
  const reason = cause.code ? `${cause.code} ${cause.message}` : cause.message;
  const isOurs = cause.message === 'bad port' || cause.code === 'UND_ERR_INVALID_ARG';
  return new Failure(
    isOurs ? BAD_INPUT : RETRYABLE, isOurs ? 'bad_request' : 'connection', `${shown(url)}: ${reason}`);
}

// Without the query, which may hold a secret.
function shown(url) {
  return url.origin + url.pathname;
}

function quoted(text) {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}

function write(output) {
  fs.writeFileSync(process.env.SWARM_OUTPUT, JSON.stringify(output));
}

function fail(error) {
  const known = error instanceof Failure ? error : new Failure(1, 'bug', String(error.stack));
  console.error(known.message);
  write({ error: { type: known.type, message: known.message, retryable: known.exit === RETRYABLE } });
  process.exitCode = known.exit;
}

run(JSON.parse(fs.readFileSync(process.env.SWARM_INPUT, 'utf8'))).then(write).catch(fail);
