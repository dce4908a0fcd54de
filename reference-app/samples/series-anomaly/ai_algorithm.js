'use strict';
// Finds the points of a time series that stand out from what came before them. Knows nothing of HTTP.

const MAX_POINTS = 100000;
const MAX_WORK = 100_000_000; // points times window, over all series of one call

const PARAMS = {
  type: 'object',
  additionalProperties: false,
  properties: {
    method: {
      type: 'string',
      title: 'Method',
      description: 'mad: median and median absolute deviation of the window; zscore: its mean and standard deviation; ewma: exponentially weighted mean and deviation.',
      enum: ['mad', 'zscore', 'ewma'],
      default: 'mad',
    },
    window: {
      type: 'integer',
      title: 'Window',
      description: 'How many points before a point tell what is usual (for ewma: the span).',
      default: 60,
      minimum: 5,
      maximum: 1000,
    },
    threshold: {
      type: 'number',
      title: 'Threshold',
      description: 'How many deviations from the expected value make an anomaly.',
      default: 5,
      minimum: 1,
      maximum: 50,
    },
    season: {
      type: 'integer',
      title: 'Season',
      description: 'Points in one season (1440 for a day of minutes); 0 for none. The usual shape of a season is taken out first; at least two seasons are needed.',
      default: 0,
      minimum: 0,
      maximum: 50000,
    },
    direction: {
      type: 'string',
      title: 'Direction',
      enum: ['both', 'up', 'down'],
      default: 'both',
    },
    min_deviation: {
      type: 'number',
      title: 'Smallest deviation',
      description: 'Differences below this, in the unit of the values, are never an anomaly.',
      default: 0,
      minimum: 0,
      maximum: 1e12,
    },
  },
};

class InvalidInput extends Error {
  constructor(message, status = 400) {
    super(message);
    this.status = status;
  }
}

/** Returns the parameters with their defaults filled in; throws InvalidInput naming the wrong one. */
function checkParams(given) {
  if (given === undefined || given === null) given = {};
  if (typeof given !== 'object' || Array.isArray(given)) throw new InvalidInput('params must be an object');
  const rules = PARAMS.properties;
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(rules, name)) {
      throw new InvalidInput(`params.${name.slice(0, 60)} is not known; known are ${Object.keys(rules).join(', ')}`);
    }
  }
  const checked = {};
  for (const [name, rule] of Object.entries(rules)) {
    const value = Object.hasOwn(given, name) ? given[name] : rule.default;
    if (rule.type === 'string') {
      if (!rule.enum.includes(value)) throw new InvalidInput(`params.${name} must be one of ${rule.enum.join(', ')}`);
    } else if (typeof value !== 'number' || !(value >= rule.minimum && value <= rule.maximum)) {
      throw new InvalidInput(`params.${name} must be a number from ${rule.minimum} to ${rule.maximum}`);
    } else if (rule.type === 'integer' && !Number.isInteger(value)) {
      throw new InvalidInput(`params.${name} must be a whole number`);
    }
    checked[name] = value;
  }
  return checked;
}

/**
 * Brings the input into a list of series, each {name, values, timestamps}.
 * It may be a list of numbers, a list of {timestamp, value}, one {name, values, timestamps}, or a list of any of these.
 */
function readSeries(input) {
  if (input === undefined || input === null) throw new InvalidInput('input_data is missing');
  const isNested = Array.isArray(input) && input.length > 0 && input.every(isSeries);
  const list = isNested ? input : [input];
  return list.map((item, index) => readOne(item, isNested ? `input_data[${index}]` : 'input_data'));
}

function isSeries(item) {
  return Array.isArray(item) || (typeof item === 'object' && item !== null && 'values' in item);
}

function readOne(item, where) {
  let name = null;
  let values;
  let timestamps = null;
  if (Array.isArray(item)) {
    if (item.length > 0 && typeof item[0] === 'object' && item[0] !== null) {
      values = item.map((point) => (point === null || typeof point !== 'object' ? point : point.value));
      timestamps = item.map((point) => (point === null || typeof point !== 'object' ? null : point.timestamp ?? null));
      if (timestamps.every((timestamp) => timestamp === null)) timestamps = null;
    } else {
      values = item;
    }
  } else if (isSeries(item)) {
    ({ values } = item);
    name = item.name ?? null;
    timestamps = item.timestamps ?? null;
    if (name !== null && typeof name !== 'string') throw new InvalidInput(`${where}.name must be a text`);
    if (!Array.isArray(values)) throw new InvalidInput(`${where}.values must be a list of numbers`);
  } else {
    throw new InvalidInput(`${where} must be a list of numbers, a list of {"timestamp", "value"}, or {"name", "values", "timestamps"}`);
  }
  if (values.length < 2) throw new InvalidInput(`${where} must have at least 2 points, has ${values.length}`);
  if (values.length > MAX_POINTS) {
    throw new InvalidInput(`${where} has ${values.length} points, allowed are ${MAX_POINTS}`, 413);
  }
  values.forEach((value, index) => {
    if (value !== null && (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) > 1e100)) {
      throw new InvalidInput(`${where}: point ${index} must be a number, or null where it is missing`);
    }
  });
  if (values.every((value) => value === null)) throw new InvalidInput(`${where} has no values`);
  if (timestamps !== null) {
    if (!Array.isArray(timestamps) || timestamps.length !== values.length) {
      throw new InvalidInput(`${where} must have one timestamp for each value`);
    }
    timestamps.forEach((timestamp, index) => {
      if (timestamp !== null && typeof timestamp !== 'string' && typeof timestamp !== 'number') {
        throw new InvalidInput(`${where}: timestamp ${index} must be a text or a number`);
      }
    });
  }
  return { name, values, timestamps };
}

/** Finds the anomalies of each series; parameters as checkParams returns them. */
function predict(input, params) {
  const list = readSeries(input);
  const work = list.reduce((sum, series) => sum + series.values.length * params.window, 0);
  if (work > MAX_WORK) {
    throw new InvalidInput(`points times window is ${work}, allowed are ${MAX_WORK}; send less or take a smaller window`, 413);
  }
  return list.map((series, index) => detect(series, params, list.length > 1 ? `input_data[${index}]` : 'input_data'));
}

function detect({ name, values, timestamps }, params, where) {
  const shape = params.season > 1 ? seasonalShape(values, params.season, where) : null;
  const rest = shape === null ? values : values.map((value, index) => (value === null ? null : value - shape[index % params.season]));
  const floor = smallestDeviation(rest);
  const model = { mad: rollingMad, zscore: rollingZscore, ewma: rollingEwma }[params.method];
  const expected = [];
  const scores = [];
  const anomalies = [];
  const usual = model(params.window, params.threshold);
  rest.forEach((value, index) => {
    const guess = usual.expected();
    const base = shape === null ? 0 : shape[index % params.season];
    let score = 0;
    if (value !== null && guess !== null) {
      const difference = value - guess.center;
      score = difference / Math.max(guess.deviation, floor);
      const wanted = params.direction === 'both' || (params.direction === 'up' ? difference > 0 : difference < 0);
      if (wanted && Math.abs(score) >= params.threshold && Math.abs(difference) >= params.min_deviation) {
        anomalies.push({
          index,
          timestamp: timestamps === null ? null : timestamps[index],
          value: values[index],
          expected: rounded(guess.center + base),
          score: rounded(score),
          direction: difference > 0 ? 'up' : 'down',
        });
      }
    }
    expected.push(guess === null ? null : rounded(guess.center + base));
    scores.push(rounded(score));
    if (value !== null) usual.add(value, score);
  });
  return { name, points: values.length, count: anomalies.length, anomalies, series: { timestamps, values, expected, scores } };
}

/** The median of each place in the season, less the median of all: one odd season does not bend it. */
function seasonalShape(values, season, where) {
  if (values.length < 2 * season) {
    throw new InvalidInput(`${where} has ${values.length} points; with season ${season} it must have at least ${2 * season}`);
  }
  const all = median(values.filter((value) => value !== null).sort(ascending));
  const raw = [];
  for (let place = 0; place < season; place += 1) {
    const same = [];
    for (let index = place; index < values.length; index += season) {
      if (values[index] !== null) same.push(values[index]);
    }
    raw.push(same.length === 0 ? 0 : median(same.sort(ascending)) - all);
  }
  // With few seasons a single place is noisy; its neighbours share their say.
  const reach = Math.min(2, Math.floor(season / 96));
  return raw.map((_, place) => {
    const near = [];
    for (let step = -reach; step <= reach; step += 1) near.push(raw[(place + step + season) % season]);
    return median(near.sort(ascending));
  });
}

/** A deviation below which a series is flat, so that a constant series does not make every last digit an anomaly. */
function smallestDeviation(values) {
  const sizes = values.filter((value) => value !== null).map(Math.abs).sort(ascending);
  return Math.max(median(sizes) * 1e-3, 1e-9);
}

const MIN_HISTORY = 5;

/** A sorted window over the last values. */
function rollingMad(window) {
  const order = [];
  const sorted = [];
  return {
    add(value) {
      order.push(value);
      sorted.splice(place(sorted, value), 0, value);
      if (order.length > window) sorted.splice(place(sorted, order.shift()), 1);
    },
    expected() {
      if (order.length < Math.min(window, MIN_HISTORY)) return null;
      const center = median(sorted);
      return { center, deviation: 1.4826 * medianDistance(sorted, center) };
    },
  };
}

function rollingZscore(window) {
  const order = [];
  return {
    add(value) {
      order.push(value);
      if (order.length > window) order.shift();
    },
    expected() {
      if (order.length < Math.min(window, MIN_HISTORY)) return null;
      const center = order.reduce((sum, value) => sum + value / order.length, 0);
      const variance = order.reduce((sum, value) => sum + (value - center) ** 2 / order.length, 0);
      return { center, deviation: Math.sqrt(variance) };
    },
  };
}

/** Values over the threshold pull the mean only as far as the threshold, so that one spike does not blind it. */
function rollingEwma(window, threshold) {
  const weight = 2 / (window + 1);
  let count = 0;
  let center = 0;
  let variance = 0;
  return {
    add(value, score) {
      count += 1;
      if (count === 1) {
        center = value;
        return;
      }
      const gain = Math.max(weight, 1 / count);
      const limit = Math.abs(score) > threshold ? threshold / Math.abs(score) : 1;
      const difference = (value - center) * limit;
      center += gain * difference;
      variance = (1 - gain) * (variance + gain * difference * difference);
    },
    expected() {
      return count < Math.min(window, MIN_HISTORY) ? null : { center, deviation: Math.sqrt(variance) };
    },
  };
}

function ascending(one, other) {
  return one - other;
}

function median(sorted) {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2;
}

/** The median distance to the center: two fingers walk outwards from the middle of the sorted values. */
function medianDistance(sorted, center) {
  const half = sorted.length >> 1;
  let right = place(sorted, center);
  let left = right - 1;
  let before = 0;
  let distance = 0;
  for (let step = 0; step <= half; step += 1) {
    before = distance;
    const toLeft = left >= 0 ? center - sorted[left] : Infinity;
    const toRight = right < sorted.length ? sorted[right] - center : Infinity;
    if (toLeft <= toRight) {
      distance = toLeft;
      left -= 1;
    } else {
      distance = toRight;
      right += 1;
    }
  }
  return sorted.length % 2 === 1 ? distance : (before + distance) / 2;
}

function place(sorted, value) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function rounded(value) {
  return Number.isFinite(value) ? Number(value.toPrecision(6)) : 0;
}

module.exports = { PARAMS, MAX_POINTS, InvalidInput, checkParams, predict, median, medianDistance };
