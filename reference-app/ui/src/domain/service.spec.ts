import { describe, expect, it } from 'vitest'
import type { Service } from '@/api/types'
import { service } from '@/testing/server'
import { conditionOf, curlLine, failureOf, isServiceId, mergeServices, suggestServiceId } from './service'

const deployed = (state: 'building' | 'failed' | 'live') => ({
  deployment_id: 'd-1',
  release: 2,
  state,
  step: null,
})

describe('a service id', () => {
  it.each(['a', '0', 'text-classify', 'a--b', 'a'.repeat(63)])('may be %s', (id) => {
    expect(isServiceId(id)).toBe(true)
  })
  it.each(['', '-a', 'a-', 'A', 'a_b', 'a.b', 'a b', '../a', 'a\n', 'a'.repeat(64), '\u6587'])(
    'may not be %j',
    (id) => {
      expect(isServiceId(id)).toBe(false)
    },
  )
  it.each([
    ['Text Classify_v2.tar.gz', 'text-classify-v2'],
    ['image.recog.ZIP', 'image-recog'],
    ['a'.repeat(80) + '.tgz', 'a'.repeat(63)],
    ['--.zip', ''],
  ])('suggested for %s is %s', (name, id) => {
    expect(suggestServiceId(name)).toBe(id)
  })
})

describe('the condition of a service', () => {
  it.each<[string, Partial<Service>, string, string | undefined]>([
    ['runs and is healthy', {}, 'running', undefined],
    ['starts', { status: 'starting', health: 'unknown' }, 'running', undefined],
    ['runs but fails its health check', { health: 'unhealthy' }, 'unhealthy', 'unhealthy'],
    ['waits for its restart', { status: 'backoff' }, 'unhealthy', 'backoff'],
    ['gave up', { status: 'fatal' }, 'unhealthy', 'fatal'],
    ['ended although it should run', { status: 'exited' }, 'unhealthy', 'exited'],
    ['ended as it should', { status: 'exited', desired: 'stopped' }, 'stopped', undefined],
    ['was stopped', { status: 'stopped', desired: 'stopped' }, 'stopped', undefined],
    [
      'is deployed for the first time',
      { status: 'stopped', release: null, deployment: deployed('building') },
      'deploying',
      undefined,
    ],
    ['is deployed anew while it runs', { deployment: deployed('building') }, 'deploying', undefined],
    [
      'never came up',
      { status: 'stopped', release: null, deployment: deployed('failed') },
      'unhealthy',
      'firstFailed',
    ],
    ['still runs after a failed update', { deployment: deployed('failed') }, 'running', 'deploymentFailed'],
  ])('that %s', (_what, more, condition, failure) => {
    expect(conditionOf(service('a', more))).toBe(condition)
    expect(failureOf(service('a', more))).toBe(failure)
  })
})

describe('taking over a fresh answer', () => {
  it('keeps the objects of services that only grew older', () => {
    const before = mergeServices([], [service('a', { uptime_seconds: 10 })], 100_000)
    const after = mergeServices(before, [service('a', { uptime_seconds: 12.4 })], 102_000)
    expect(after[0]).toBe(before[0])
    expect(after[0]?.startedAt).toBe(90_000)
  })

  it('replaces those that changed or restarted', () => {
    const before = mergeServices([], [service('a'), service('b', { uptime_seconds: 100 })], 100_000)
    const after = mergeServices(
      before,
      [service('a', { health: 'unhealthy' }), service('b', { uptime_seconds: 1 })],
      102_000,
    )
    expect(after[0]?.health).toBe('unhealthy')
    expect(after[1]?.startedAt).toBe(101_000)
  })

  it('drops what is gone and adds what is new, in the order of the answer', () => {
    const before = mergeServices([], [service('a'), service('b')], 0)
    expect(mergeServices(before, [service('c'), service('b')], 0).map((one) => one.service_id)).toEqual([
      'c',
      'b',
    ])
  })
})

describe('the curl line', () => {
  it('calls the service through the gateway of this server', () => {
    expect(curlLine({ gateway_url: '/ai/a/' }, 'http://host:8080', 'good')).toBe(
      `curl -X POST 'http://host:8080/ai/a/predict' -H 'Content-Type: application/json' -d '{"input_data":["good"]}'`,
    )
  })

  it('survives a quote in the sample', () => {
    expect(curlLine({ gateway_url: '/ai/a' }, 'http://host', "it's")).toContain(`["it'\\''s"]`)
  })
})
