'use strict';
// Makes the JSON files of this folder again; the same every time.

const fs = require('node:fs');
const path = require('node:path');

const STEP_SECONDS = 300;
const DAY = 86400 / STEP_SECONDS;
const DAYS = 7;

/** A small generator of equal numbers in [0, 1) for equal seeds (mulberry32). */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A week of CPU load in per cent: office hours, a quieter weekend, a nightly backup, and faults, `shift` hours later than written. */
function week(seed, shift) {
  const next = random(seed);
  const gauss = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

  const values = [];
  const timestamps = [];
  const first = Date.UTC(2024, 5, 3);
  let drift = 0;
  for (let i = 0; i < DAYS * DAY; i += 1) {
    const hour = ((i % DAY) / DAY) * 24;
    const weekend = Math.floor(i / DAY) >= 5 ? 0.6 : 1;
    const office = Math.exp(-(((hour - 11) / 2.6) ** 2)) + 0.85 * Math.exp(-(((hour - 15.5) / 2.4) ** 2));
    const backup = hour >= 2 && hour < 2.5 ? 14 : 0;
    drift = 0.9 * drift + 0.6 * gauss();
    values.push(16 + 34 * office * weekend + backup + drift + (1.2 + office) * gauss());
    timestamps.push(new Date(first + i * STEP_SECONDS * 1000).toISOString().replace('.000Z', 'Z'));
  }

  const faults = [
    { kind: 'runaway process', day: 1, hour: 5.5, points: 6, change: (v) => v + 45 },
    { kind: 'spike', day: 1, hour: 20.25, points: 1, change: (v) => v + 38 },
    { kind: 'outage', day: 2, hour: 10.5, points: 5, change: () => 1.5 },
    { kind: 'spike', day: 3, hour: 13, points: 1, change: (v) => v + 30 },
    { kind: 'runaway process', day: 3, hour: 22, points: 8, change: (v, k) => v + 18 + 5 * k },
    { kind: 'outage', day: 4, hour: 15, points: 4, change: () => 2 },
    { kind: 'spike', day: 5, hour: 9, points: 2, change: (v) => v + 28 },
    { kind: 'weak rise', day: 6, hour: 4, points: 6, change: (v) => v + 7 },
    { kind: 'runaway process', day: 6, hour: 18, points: 5, change: (v) => v + 40 },
  ];
  const labels = [];
  for (const fault of faults) {
    const start = Math.round(fault.day * DAY + ((fault.hour + shift) / 24) * DAY);
    for (let k = 0; k < fault.points; k += 1) values[start + k] = fault.change(values[start + k], k);
    labels.push({ kind: fault.kind, start, end: start + fault.points });
  }
  const bounded = values.map((value) => Math.round(Math.min(100, Math.max(0, value)) * 10) / 10);
  return { timestamps, values: bounded, labels };
}

const write = (name, value) => fs.writeFileSync(path.join(__dirname, name), `${JSON.stringify(value)}\n`);
const { labels, ...week1 } = week(20240601, 0);
const series = { name: 'cpu-load-percent', ...week1 };
write('cpu-load.json', { ...series, labels });
write('cpu-load-unseen.json', { name: 'cpu-load-percent', ...week(77, 1.7) });
write('request.json', { input_data: series, batch_id: 'cpu-1', params: { season: DAY } });
write('request-small.json', { input_data: [12, 13, 12, 14, 13, 12, 13, 12, 60, 13, 12, 14, 13, 12], batch_id: 's1', params: { window: 10 } });
