'use strict';
// Run with: node --test

const assert = require('node:assert');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const http = require('node:http');
const net = require('node:net');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { InvalidInput, checkParams, median, medianDistance, predict } = require('./ai_algorithm.js');
const { measure } = require('./evaluate.js');

const found = (input, params) => predict(input, checkParams(params))[0].anomalies.map(({ index }) => index);
const ramp = Array.from({ length: 60 }, (_, index) => 10 + (index % 3));

describe('the algorithm', () => {
  test('finds a spike with every method', () => {
    const values = [...ramp, 90, ...ramp];
    for (const method of ['mad', 'zscore', 'ewma']) assert.deepStrictEqual(found(values, { method }), [60], method);
  });

  test('finds nothing in a constant series, and a step out of it', () => {
    assert.deepStrictEqual(found(Array(100).fill(5), {}), []);
    assert.deepStrictEqual(found([...Array(100).fill(5), 6], {}), [100]);
  });

  test('takes a season out before it looks', () => {
    const values = Array.from({ length: 240 }, (_, index) => (index % 24 === 9 ? 80 : 10) + (index % 5) * 0.1);
    assert.ok(found(values, {}).length > 0);
    assert.deepStrictEqual(found(values, { season: 24 }), []);
    values[130] = 60;
    assert.deepStrictEqual(found(values, { season: 24 }), [130]);
  });

  test('tells the direction, and looks only where it is told to', () => {
    const values = [...ramp, 90, ...ramp, -90, ...ramp];
    assert.deepStrictEqual(found(values, { direction: 'up' }), [60]);
    assert.deepStrictEqual(found(values, { direction: 'down' }), [121]);
    assert.deepStrictEqual(found(values, { min_deviation: 90 }), [121]);
  });

  test('steps over missing points and keeps timestamps', () => {
    const points = [...ramp, null, 90].map((value, index) => ({ timestamp: `t${index}`, value }));
    const [{ anomalies, series }] = predict(points, checkParams({}));
    assert.deepStrictEqual(anomalies.map(({ timestamp }) => timestamp), ['t61']);
    assert.strictEqual(series.expected.length, 62);
  });

  test('takes many series in one call', () => {
    const results = predict([{ name: 'a', values: [...ramp, 90] }, { name: 'b', values: ramp }], checkParams({}));
    assert.deepStrictEqual(results.map(({ name, count }) => [name, count]), [['a', 1], ['b', 0]]);
  });

  test('medianDistance is the median of the distances', () => {
    const ascending = (one, other) => one - other;
    for (let length = 1; length < 40; length += 1) {
      const sorted = Array.from({ length }, (_, index) => ((index * 7919) % 31) / 3).sort(ascending);
      const center = median(sorted);
      const plain = median(sorted.map((value) => Math.abs(value - center)).sort(ascending));
      assert.ok(Math.abs(medianDistance(sorted, center) - plain) < 1e-12, `length ${length}`);
    }
  });

  test('refuses wrong input and wrong parameters by name', () => {
    const bad = [undefined, 3, 'x', [], [1], [1, 'x'], [1, NaN], {}, { values: 3 }, [null, null], { values: [1, 2], timestamps: [1] },
      [[1, 2], [1, 'x']], Array(100001).fill(1)];
    for (const input of bad) assert.throws(() => predict(input, checkParams({})), InvalidInput, JSON.stringify(input)?.slice(0, 50));
    for (const params of [{ window: 2 }, { window: 5.5 }, { threshold: '3' }, { method: 'x' }, { odd: 1 }, [], 3, { toString: 1 }, { season: 50 }]) {
      assert.throws(() => predict([1, 2, 3], checkParams(params)), InvalidInput, JSON.stringify(params));
    }
  });

  test('measures up to what the README states', () => {
    const { precision, recall, faultsFound } = measure({ season: 288 }, 'cpu-load-unseen');
    assert.ok(precision >= 0.9 && recall >= 0.8 && faultsFound >= 8, JSON.stringify({ precision, recall, faultsFound }));
  });
});

describe('the service', () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  let child;
  let port;

  before(async () => {
    const probe = net.createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    ({ port } = probe.address());
    probe.close();
    await once(probe, 'close');
    child = spawn(process.execPath, [path.join(__dirname, 'main.js')], { env: { ...process.env, HOST: '127.0.0.1', PORT: String(port) } });
    await once(child.stdout, 'data');
  });

  after(async () => {
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    agent.destroy();
    assert.strictEqual(code, 0);
  });

  function call(method, url, body, headers = { 'Content-Type': 'application/json' }) {
    return new Promise((resolve, reject) => {
      const request = http.request({ agent, method, port, host: '127.0.0.1', path: url, headers: body === undefined ? {} : headers });
      request.on('error', reject);
      request.on('response', async (response) => {
        const parts = [];
        for await (const part of response) parts.push(part);
        resolve({ status: response.statusCode, body: JSON.parse(Buffer.concat(parts).toString()), reused: request.reusedSocket });
      });
      request.end(body);
    });
  }

  test('is healthy and says what it takes', async () => {
    assert.deepStrictEqual((await call('GET', '/health')).body, { status: 'healthy' });
    const info = await call('GET', '/info');
    assert.strictEqual(info.body.output.type, 'series');
    assert.ok(info.reused, 'the connection is kept');
  });

  test('answers the example', async () => {
    const example = require('./examples/request.json');
    const { status, body } = await call('POST', '/predict', JSON.stringify(example));
    assert.strictEqual(status, 200);
    assert.strictEqual(body.batch_id, 'cpu-1');
    assert.ok(body.predictions[0].count > 20);
  });

  test('answers bad input with a reason', async () => {
    const cases = [
      ['POST', '/predict', '{', 400], ['POST', '/predict', '[]', 400], ['POST', '/predict', '{}', 400],
      ['POST', '/predict', '{"input_data": [1, 2, "x"]}', 400], ['POST', '/predict', '{"input_data": [1,2,3], "batch_id": 4}', 400],
      ['POST', '/predict', `{"input_data": [${'1,'.repeat(100000)}1]}`, 413], ['POST', '/predict', ' '.repeat(9000000), 413],
      ['GET', '/predict', undefined, 405], ['POST', '/health', '{}', 405], ['GET', '/constructor', undefined, 404],
    ];
    for (const [method, url, body, wanted] of cases) {
      const answer = await call(method, url, body);
      assert.strictEqual(answer.status, wanted, `${method} ${url} ${body?.slice(0, 60)}`);
      assert.strictEqual(typeof answer.body.detail, 'string');
    }
    assert.strictEqual((await call('POST', '/predict', 'x', { 'Content-Type': 'text/plain' })).status, 415);
    assert.strictEqual((await call('GET', '/health')).status, 200);
  });
});
