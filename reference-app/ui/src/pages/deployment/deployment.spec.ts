import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Deployment } from '@/api/types'
import { closePages, logIn, show } from '@/testing/page'
import { deployment, json, problem, serve, service, type Answer, type Call } from '@/testing/server'
import DeploymentPage from './index.vue'

beforeEach(() => logIn())
afterEach(closePages)

/** An event stream that the test writes while the page reads. */
function eventStream() {
  let controller: ReadableStreamDefaultController<Uint8Array>
  const body = new ReadableStream<Uint8Array>({ start: (given) => void (controller = given) })
  return {
    response: new Response(body),
    send(event: string, data: unknown, id?: string) {
      const text = `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`
      controller.enqueue(new TextEncoder().encode(text))
    },
    close: () => controller.close(),
  }
}

async function open(stream: Response, routes: Record<string, (call: Call) => Answer> = {}) {
  const calls = serve({ 'GET /deployments/d-1/events': () => stream, ...routes })
  const { wrapper } = await show('deployment', DeploymentPage, '/deployments/d-1')
  await flushPromises()
  const step = (name: string) => wrapper.get(`[data-step=${name}]`)
  return { calls, wrapper, step }
}

const ended = (more: Partial<Deployment>) =>
  deployment('d-1', { finished_at: '2026-01-01T00:00:09Z', ...more })

describe('the live view of a deployment', () => {
  it('shows the steps as they go', async () => {
    const events = eventStream()
    const { wrapper, step } = await open(events.response)
    events.send('deployment', deployment('d-1'))
    await flushPromises()
    expect(wrapper.get('h1').text()).toBe('Deployment of text-classify')
    expect(step('fetch').attributes('data-state')).toBe('done')
    expect(step('fetch').text()).toContain('1.0s')
    expect(step('build').attributes('aria-current')).toBe('step')
  })

  it('shows the output while it is built', async () => {
    const events = eventStream()
    const { wrapper } = await open(events.response)
    events.send('deployment', deployment('d-1'))
    events.send('log', { text: 'Installing \u001b[32mnumpy\u001b[0m\nDone' }, '23')
    await flushPromises()
    await expect
      .poll(() => wrapper.findAll('.log-line').map((line) => line.text()))
      .toEqual(['Installing numpy', 'Done'])
  })

  it('shows how to call the service once it is live', async () => {
    const events = eventStream()
    const { wrapper } = await open(events.response, {
      'GET /services/text-classify': () => json(service('text-classify')),
    })
    events.send('end', ended({ state: 'live', success: true }))
    events.close()
    await flushPromises()
    expect(wrapper.get('[data-test=outcome]').text()).toContain('The service is live')
    expect(wrapper.get('[data-test=outcome] code').text()).toContain('/ai/text-classify/predict')
  })

  it('shows the step that failed, why, and its last lines', async () => {
    const events = eventStream()
    const { wrapper } = await open(events.response)
    const error = {
      code: 'BUILD_FAILED',
      message: 'exit code 1',
      step: 'build' as const,
      log_tail: 'a\nNo module x\n',
    }
    events.send('end', ended({ state: 'failed', success: false, error }))
    events.close()
    await flushPromises()
    const text = wrapper.get('[data-test=outcome]').text()
    for (const part of ['“Build environment” failed', 'could not be built', 'exit code 1', 'No module x']) {
      expect(text).toContain(part)
    }
  })

  it('cancels after a question', async () => {
    const events = eventStream()
    const { wrapper, calls } = await open(events.response, {
      'POST /deployments/d-1/cancel': () => json(deployment('d-1'), 202),
    })
    events.send('deployment', deployment('d-1'))
    await flushPromises()
    await wrapper.get('[data-action=cancel]').trigger('click')
    await expect.poll(() => document.querySelector('.el-message-box .el-button--danger')).not.toBeNull()
    expect(calls.filter((call) => call.method === 'POST')).toHaveLength(0)
    document.querySelector<HTMLElement>('.el-message-box .el-button--danger')?.click()
    await expect.poll(() => calls.filter((call) => call.method === 'POST')).toHaveLength(1)
  })

  it('says that there is no such deployment', async () => {
    const { wrapper } = await open(problem(404, 'DEPLOYMENT_NOT_FOUND'))
    expect(wrapper.text()).toContain('No such deployment')
  })

  it('says why it could not be read and tries again', async () => {
    const events = eventStream()
    let refused = true
    const { wrapper } = await open(events.response, {
      'GET /deployments/d-1/events': () => (refused ? problem(403, 'FORBIDDEN') : events.response),
    })
    expect(wrapper.get('[role=alert]').text()).toContain('You lack the right to do this')
    refused = false
    await wrapper.get('[role=alert] button').trigger('click')
    events.send('deployment', deployment('d-1'))
    await flushPromises()
    expect(wrapper.find('[data-step=build]').exists()).toBe(true)
  })
})
