'use strict';
// Measures precision and recall on the labelled examples: node evaluate.js

const { checkParams, predict } = require('./ai_algorithm.js');

const SERIES = ['cpu-load', 'cpu-load-unseen'];
const SETTINGS = [
  {},
  { season: 288 },
  { method: 'zscore' },
  { method: 'zscore', season: 288 },
  { method: 'ewma' },
  { method: 'ewma', season: 288 },
];

/** A point is right if it lies within a labelled fault; a fault is found if one of its points is. */
function measure(params, file = 'cpu-load') {
  const { values, labels } = require(`./examples/${file}.json`);
  const [{ anomalies }] = predict(values, checkParams(params));
  const within = (index) => labels.findIndex(({ start, end }) => index >= start && index < end);
  const hits = anomalies.map(({ index }) => within(index)).filter((fault) => fault >= 0);
  const faulty = labels.reduce((sum, { start, end }) => sum + end - start, 0);
  return {
    precision: anomalies.length === 0 ? 0 : hits.length / anomalies.length,
    recall: hits.length / faulty,
    falseAlarms: anomalies.length - hits.length,
    faultsFound: new Set(hits).size,
    faults: labels.length,
    points: values.length,
  };
}

module.exports = { measure };

if (require.main === module) {
  for (const file of SERIES) {
    console.log(file);
    for (const params of SETTINGS) {
      const { precision, recall, falseAlarms, faultsFound, faults, points } = measure(params, file);
      const name = `${params.method ?? 'mad'}${params.season ? ` season ${params.season}` : ''}`;
      console.log(
        `  ${name.padEnd(18)} precision ${precision.toFixed(2)}  recall ${recall.toFixed(2)}  `
          + `faults found ${faultsFound} of ${faults}  false alarms ${falseAlarms} of ${points} points`,
      );
    }
  }
}
