// Speaks PM2's programmatic API for the harness: one JSON request a line on standard input, one JSON reply a line on
// standard output. The daemon that it connects to is another process, in PM2_HOME.
'use strict';

const readline = require('readline');
const pm2 = require(process.argv[2]);

const call = (method, ...values) =>
  new Promise((resolve, reject) =>
    pm2[method](...values, (error, result) => (error ? reject(error) : resolve(result))));

const operations = {
  open: async () => {
    await call('connect');
    return {};
  },
  start: async ({ apps }) => {
    await call('start', { apps });
    return {};
  },
  remove: async () => {
    await call('delete', 'all');
    return {};
  },
  status: async ({ calls }) => {
    const nanos = [];
    let online = 0;
    for (let i = 0; i < calls; i++) {
      const begin = process.hrtime.bigint();
      const list = await call('list');
      nanos.push(Number(process.hrtime.bigint() - begin));
      online = list.filter((app) => app.pm2_env.status === 'online').length;
    }
    return { nanos, running: online };
  },
  close: async () => {
    await call('killDaemon');
    return {};
  },
};

const reply = (message) => process.stdout.write(JSON.stringify(message) + '\n');

readline.createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const request = JSON.parse(line);
    try {
      reply({ ok: true, ...(await operations[request.op](request)) });
    } catch (error) {
      reply({ ok: false, error: String((error && error.stack) || error) });
    }
    if (request.op === 'close') {
      process.exit(0);
    }
  })
  .on('close', () => process.exit(0));
