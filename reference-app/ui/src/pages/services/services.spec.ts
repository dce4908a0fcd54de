import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Service } from '@/api/types'
import { closePages, logIn, show } from '@/testing/page'
import { deployment, json, problem, serve, service, type Answer, type Call } from '@/testing/server'
import ServicesPage from './index.vue'

beforeEach(() => {
  vi.useFakeTimers()
  logIn()
  // The table is for wide windows.
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener() {}, removeEventListener() {} }))
})
afterEach(() => {
  closePages()
  vi.useRealTimers()
})

let present: Service[]
const list = () => json({ items: present, next_cursor: null })

async function open(routes: Record<string, (call: Call) => Answer> = {}, address = '/services') {
  const calls = serve({ 'GET /services': list, ...routes })
  const { wrapper, router } = await show('services', ServicesPage, address)
  await flushPromises()
  const row = (id: string) => wrapper.get(`[data-service="${id}"]`)
  const rows = () => wrapper.findAll('tbody [data-service]').map((one) => one.attributes('data-service'))
  return { calls, wrapper, router, row, rows }
}

describe('the services page', () => {
  it('shows what is running, where, since when', async () => {
    present = [
      service('text-classify', { name: 'Text', port: 8003, uptime_seconds: 3_725, pid: 99, release: 4 }),
    ]
    const { row, wrapper } = await open()
    const text = row('text-classify').text()
    for (const part of [
      'Text',
      'text-classify',
      'Running',
      'Healthy',
      '8003',
      'python',
      '1h 2m',
      '99',
      '4',
    ]) {
      expect(text).toContain(part)
    }
    expect(wrapper.get('[data-condition=running]').text()).toContain('1')
  })

  it('lets the uptime tick between two answers', async () => {
    present = [service('a', { uptime_seconds: 58 })]
    const { row } = await open()
    expect(row('a').text()).toContain('58s')
    await vi.advanceTimersByTimeAsync(1_100)
    expect(row('a').text()).toContain('59s')
  })

  it('offers to deploy the first service when there is none', async () => {
    present = []
    const { wrapper } = await open()
    expect(wrapper.text()).toContain('No services yet')
    await wrapper.findAll('button').at(-1)?.trigger('click')
    await flushPromises()
    expect(document.querySelector('[role=dialog]')?.textContent).toContain('Deploy a service')
  })

  it('says why the list could not be loaded and tries again', async () => {
    present = [service('a')]
    let broken = true
    const { wrapper, rows } = await open({
      'GET /services': () => (broken ? problem(503, 'DATABASE_UNAVAILABLE', 'no answer') : list()),
    })
    expect(wrapper.get('[role=alert]').text()).toContain('The database does not answer')
    broken = false
    await wrapper.get('[role=alert] button').trigger('click')
    await flushPromises()
    expect(rows()).toEqual(['a'])
  })

  it('keeps the last data, marked as stale, when the server is gone', async () => {
    present = [service('a')]
    let down = false
    const { wrapper, rows } = await open({
      'GET /services': () => (down ? Promise.reject(new TypeError('Failed to fetch')) : list()),
    })
    down = true
    await vi.advanceTimersByTimeAsync(2_000)
    expect(wrapper.get('.stale').text()).toContain('cannot be reached')
    expect(rows()).toEqual(['a'])
    down = false
    await vi.advanceTimersByTimeAsync(2_000)
    expect(wrapper.find('.stale').exists()).toBe(false)
  })

  it('does not redraw rows that did not change', async () => {
    present = [service('a'), service('b')]
    const { row } = await open()
    const element = row('a').element
    const clock = row('a')
      .findAll('.number')
      .find((cell) => cell.text() === '1m 0s')?.element
    expect(clock).toBeDefined()
    const touched: Node[] = []
    const observer = new MutationObserver((records) =>
      touched.push(...records.map((record) => record.target)),
    )
    observer.observe(element, { subtree: true, childList: true, attributes: true })
    present = [service('a', { uptime_seconds: 62 }), service('b', { status: 'fatal' })]
    await vi.advanceTimersByTimeAsync(2_000)
    expect(row('b').text()).toContain('Failed')
    expect(row('a').element).toBe(element)
    // Only its clock may have ticked.
    expect(touched.filter((node) => node !== clock)).toEqual([])
  })

  it('searches names, ids, ports and groups, and keeps the search in the address', async () => {
    present = [service('a', { name: 'Faces', group: 'vision' }), service('b', { port: 8055 }), service('c')]
    const { wrapper, rows, router } = await open()
    for (const [text, expected] of [
      ['faces', ['a']],
      ['vision', ['a']],
      ['8055', ['b']],
      ['nothing', []],
    ] as const) {
      await wrapper.get('.filters input').setValue(text)
      await flushPromises()
      expect(rows()).toEqual(expected)
    }
    expect(router.currentRoute.value.query.q).toBe('nothing')
    expect(wrapper.text()).toContain('No service matches')
  })

  it('filters by what a counter counts', async () => {
    present = [service('a'), service('b', { status: 'fatal' }), service('c', { status: 'stopped' })]
    const { wrapper, rows } = await open()
    await wrapper.get('[data-condition=unhealthy]').trigger('click')
    expect(rows()).toEqual(['b'])
    await wrapper.get('[data-condition=unhealthy]').trigger('click')
    expect(rows()).toEqual(['a', 'b', 'c'])
  })

  it('takes the filters from the address', async () => {
    present = [service('a'), service('b', { status: 'stopped' })]
    const { rows } = await open({}, '/services?status=stopped')
    expect(rows()).toEqual(['b'])
  })

  it('stops a service, shows the new state and says so', async () => {
    present = [service('a', { name: 'Text' })]
    const { row, calls } = await open({
      'POST /services/stop/a': () => {
        present = [service('a', { name: 'Text', status: 'stopped', health: 'unknown', uptime_seconds: null })]
        return json(present[0])
      },
    })
    await row('a').get('[data-action=stop]').trigger('click')
    await flushPromises()
    expect(calls.some((call) => call.path === '/services/stop/a')).toBe(true)
    expect(row('a').text()).toContain('Stopped')
    expect(document.body.textContent).toContain('“Text” stopped')
  })

  it('says what went wrong when an action is refused', async () => {
    present = [service('a', { name: 'Text', status: 'stopped' })]
    const { row } = await open({
      'POST /services/start/a': () => problem(409, 'PORT_TAKEN', 'port 8001 is held by x'),
    })
    await row('a').get('[data-action=start]').trigger('click')
    await flushPromises()
    expect(document.body.textContent).toContain('The port is taken (port 8001 is held by x)')
  })

  it('shows the step of a running deployment and leads to it', async () => {
    present = [
      service('a', {
        status: 'stopped',
        release: null,
        deployment: { deployment_id: 'd-7', release: 1, state: 'building', step: 'build' },
      }),
    ]
    const { row, router } = await open()
    const link = row('a').get('[data-test=running-deployment]')
    expect(link.text()).toContain('Building')
    await link.trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.fullPath).toBe('/deployments/d-7')
  })

  it('shows why a deployment failed and its last lines', async () => {
    present = [
      service('a', {
        status: 'stopped',
        release: null,
        deployment: { deployment_id: 'd-7', release: 1, state: 'failed', step: 'build' },
      }),
    ]
    const failed = deployment('d-7', {
      state: 'failed',
      error: {
        code: 'BUILD_FAILED',
        message: 'pip said no',
        step: 'build',
        log_tail: 'one\n\u001b[31mtwo\u001b[0m\n',
      },
    })
    const { wrapper, row } = await open({ 'GET /deployments/d-7': () => json(failed) })
    await row('a').get('.failure').trigger('click')
    await flushPromises()
    const details = wrapper.get('.failure-details').text()
    expect(details).toContain('The environment could not be built')
    expect(details).toContain('pip said no')
    expect(details).toContain('one\ntwo')
  })

  it('asks before it deletes, naming the service', async () => {
    present = [service('a', { name: 'Text' })]
    const { row, calls } = await open({
      'DELETE /services/a': () => {
        present = []
        return json({ service_id: 'a', status: 'absent' })
      },
    })
    await row('a').get('[data-action=more]').trigger('click')
    await vi.advanceTimersByTimeAsync(500)
    const item = [...document.querySelectorAll<HTMLElement>('.el-dropdown-menu__item')].find((one) =>
      one.textContent?.includes('Delete'),
    )
    item?.click()
    await vi.advanceTimersByTimeAsync(500)
    const box = document.querySelector('.el-message-box')
    expect(box?.textContent).toContain('“Text” (a)')
    expect(calls.some((call) => call.method === 'DELETE')).toBe(false)
    box?.querySelector<HTMLElement>('.el-button--danger')?.click()
    await vi.advanceTimersByTimeAsync(500)
    expect(calls.some((call) => call.method === 'DELETE')).toBe(true)
  })

  it('runs a batch and shows how it went for each service', async () => {
    present = [service('a'), service('b')]
    const { wrapper, row } = await open({
      'POST /services/batch': ({ body }) => {
        expect(body).toEqual({ action: 'restart', service_ids: ['a', 'b'] })
        return json({
          results: [
            { service_id: 'a', success: true, status: 'running', error: null },
            {
              service_id: 'b',
              success: false,
              status: 'running',
              error: { code: 'SERVICE_BUSY', message: '' },
            },
          ],
        })
      },
    })
    for (const id of ['a', 'b']) await row(id).get('input[type=checkbox]').setValue(true)
    expect(wrapper.get('.selection').text()).toContain('2 selected')
    const restart = wrapper.findAll('.selection button').find((button) => button.text() === 'Restart')
    await restart?.trigger('click')
    await vi.advanceTimersByTimeAsync(500)
    document.querySelector<HTMLElement>('.el-message-box .el-button--primary')?.click()
    await vi.advanceTimersByTimeAsync(500)
    const dialog = document.querySelector('.el-dialog')?.textContent
    expect(dialog).toContain('1 succeeded, 1 failed')
    expect(dialog).toContain('Another operation on this service is under way')
    expect(wrapper.get('.selection').text()).toContain('1 selected')
  })

  it('does not offer to delete to those who may not', async () => {
    logIn('user')
    present = [service('a')]
    const { wrapper, row } = await open()
    await row('a').get('input[type=checkbox]').setValue(true)
    expect(wrapper.get('.selection').text()).not.toContain('Delete')
  })
})
