'use strict';
// The HTTP service around ai_algorithm.js.

const http = require('node:http');
const { PARAMS, MAX_POINTS, InvalidInput, checkParams, predict } = require('./ai_algorithm.js');

const VERSION = '1.0.0';
const MAX_BODY_BYTES = 8_000_000;

function info() {
  return {
    id: process.env.SERVICE_ID || 'series-anomaly',
    name: process.env.SERVICE_NAME || '时序异常检测',
    version: VERSION,
    task: 'anomaly-detection',
    input: { type: 'json', formats: ['application/json'], max_bytes: MAX_BODY_BYTES, max_points: MAX_POINTS },
    output: { type: 'series' },
    params: PARAMS,
    metrics: ['precision', 'recall', 'f1'],
  };
}

const ROUTES = {
  '/health': { GET: async () => ({ status: 'healthy' }) },
  '/info': { GET: async () => info() },
  '/predict': { POST: answerPredict },
};

async function answerPredict(request) {
  const started = process.hrtime.bigint();
  const kind = (request.headers['content-type'] || '').split(';')[0].trim().toLowerCase();
  if (kind !== 'application/json' && !kind.endsWith('+json')) {
    throw new InvalidInput(`send application/json, not ${kind.slice(0, 100) || 'nothing'}`, 415);
  }
  const bytes = await readBody(request);
  let body;
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new InvalidInput(`the body is not JSON: ${error.message.slice(0, 200)}`);
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InvalidInput('the body must be a JSON object');
  }
  const batchId = body.batch_id ?? null;
  if (batchId !== null && typeof batchId !== 'string') throw new InvalidInput('batch_id must be a string');
  const predictions = predict(body.input_data, checkParams(body.params));
  const elapsed = Number(process.hrtime.bigint() - started) / 1e6;
  return { batch_id: batchId, predictions, elapsed_ms: Math.round(elapsed * 100) / 100 };
}

function readBody(request) {
  return new Promise((resolve, reject) => {
    const tooLarge = () => reject(new InvalidInput(`the request is over the ${MAX_BODY_BYTES} bytes allowed`, 413));
    if (Number(request.headers['content-length'] || 0) > MAX_BODY_BYTES) {
      tooLarge();
      return;
    }
    const parts = [];
    let size = 0;
    request.on('data', (part) => {
      size += part.length;
      if (size > MAX_BODY_BYTES) tooLarge();
      else parts.push(part);
    });
    request.on('end', () => resolve(Buffer.concat(parts)));
    request.on('error', reject);
  });
}

async function handle(request, response) {
  const started = process.hrtime.bigint();
  response.on('close', () => {
    const spent = Number(process.hrtime.bigint() - started) / 1e6;
    const path = request.url.slice(0, 200);
    console.log(`${request.method} ${path} ${response.writableFinished ? response.statusCode : 'aborted'} ${spent.toFixed(1)} ms`);
  });
  let status = 200;
  let answer;
  const headers = {};
  try {
    const path = request.url.split('?')[0];
    if (!Object.hasOwn(ROUTES, path)) {
      throw new InvalidInput('there is nothing here; try /health, /info or /predict', 404);
    }
    const methods = ROUTES[path];
    if (!Object.hasOwn(methods, request.method)) {
      headers.Allow = Object.keys(methods).join(', ');
      throw new InvalidInput(`${path} takes ${headers.Allow}`, 405);
    }
    answer = await methods[request.method](request);
  } catch (error) {
    status = error instanceof InvalidInput ? error.status : 500;
    if (status === 500 && !request.errored) console.error(error);
    answer = { detail: status === 500 ? 'the service failed on this input; its log says why' : error.message };
  }
  if (request.destroyed && !request.complete) return;
  const text = Buffer.from(JSON.stringify(answer));
  response.writeHead(status, {
    ...headers,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': text.length,
    // What is left of a body that was not read cannot be told from a next request.
    ...(request.complete ? {} : { Connection: 'close' }),
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}

function start() {
  const server = http.createServer(handle);
  server.requestTimeout = 60_000;
  server.keepAliveTimeout = 75_000;
  server.on('error', (error) => {
    console.error(error.message);
    process.exit(1);
  });
  const stop = () => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    setTimeout(() => process.exit(0), 3000).unref();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  server.listen(Number(process.env.PORT || 8000), process.env.HOST || '127.0.0.1', () => {
    const { address, port } = server.address();
    console.log(`listening on ${address} port ${port}`);
  });
}

start();
