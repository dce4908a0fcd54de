import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { nextTick } from 'vue'
import { describe, expect, it } from 'vitest'
import { i18n } from '@/locales'
import { LogBuffer } from './log-buffer'
import LogViewer from './LogViewer.vue'

function show(buffer: LogBuffer, state: 'live' | 'failed' = 'live') {
  i18n.global.locale.value = 'en'
  const wrapper = mount(LogViewer, {
    props: { buffer, state, label: 'Log', fileName: 'a.log', error: 'gone' },
    global: { plugins: [createPinia(), i18n] },
    attachTo: document.body,
  })
  const scroller = wrapper.get('.log-scroller').element as HTMLElement
  // happy-dom has no layout: the test says how tall the content is.
  const layout = { scrollHeight: 1000, clientHeight: 200 }
  for (const [name, value] of Object.entries(layout))
    Object.defineProperty(scroller, name, { get: () => value })
  const scrollTo = async (top: number) => {
    scroller.scrollTop = top
    await wrapper.get('.log-scroller').trigger('scroll')
  }
  return { wrapper, scroller, scrollTo }
}

async function add(buffer: LogBuffer, text: string) {
  buffer.append(text)
  buffer.flush()
  await nextTick()
  await nextTick()
}

describe('the log viewer', () => {
  it('shows markup of a log as text', async () => {
    const buffer = new LogBuffer()
    const { wrapper } = show(buffer)
    await add(buffer, '<img src=x onerror=alert(1)>\n')
    expect(wrapper.find('img').exists()).toBe(false)
    expect(wrapper.get('.log-line').text()).toBe('<img src=x onerror=alert(1)>')
  })

  it('follows the newest line', async () => {
    const buffer = new LogBuffer()
    const { scroller } = show(buffer)
    await add(buffer, 'one\n')
    expect(scroller.scrollTop).toBe(1000)
  })

  it('stops following when scrolled up, counts what is missed, and jumps back', async () => {
    const buffer = new LogBuffer()
    const { wrapper, scroller, scrollTo } = show(buffer)
    await add(buffer, 'one\n')
    await scrollTo(800)
    await scrollTo(300)
    await add(buffer, 'two\nthree\n')
    expect(scroller.scrollTop).toBe(300)
    const button = wrapper.get('.log-newest')
    expect(button.text()).toContain('2 new lines')
    await button.trigger('click')
    await nextTick()
    expect(scroller.scrollTop).toBe(1000)
    expect(wrapper.find('.log-newest').exists()).toBe(false)
  })

  it('follows again when scrolled to the end by hand', async () => {
    const buffer = new LogBuffer()
    const { wrapper, scrollTo } = show(buffer)
    await add(buffer, 'one\n')
    await scrollTo(800)
    await scrollTo(300)
    expect(wrapper.find('.log-newest').exists()).toBe(true)
    await scrollTo(800)
    expect(wrapper.find('.log-newest').exists()).toBe(false)
  })

  it('highlights what is searched for and counts it', async () => {
    const buffer = new LogBuffer()
    const { wrapper } = show(buffer)
    await add(buffer, 'a warning\nfine\nWARNING again\n')
    await wrapper.get('input[type=text]').setValue('warning')
    expect(wrapper.findAll('mark').map((mark) => mark.text())).toEqual(['warning', 'WARNING'])
    expect(wrapper.get('.log-matches').text()).toBe('0 / 2')
    await wrapper.get('input[type=text]').trigger('keydown', { key: 'Enter' })
    expect(wrapper.get('.log-matches').text()).toBe('2 / 2')
    expect(wrapper.get('.log-line.current').text()).toBe('WARNING again')
  })

  it('offers to try again when it cannot be read', async () => {
    const { wrapper } = show(new LogBuffer(), 'failed')
    expect(wrapper.get('.log-empty').text()).toContain('gone')
    await wrapper.get('.log-empty button').trigger('click')
    expect(wrapper.emitted('retry')).toHaveLength(1)
  })
})
