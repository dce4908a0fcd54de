import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { i18n } from '@/locales'
import { useSession } from '@/stores/session'
import { logIn } from '@/testing/page'
import { deployment, json, problem, serve } from '@/testing/server'
import DeployDialog from './DeployDialog.vue'

let dialog: VueWrapper | undefined
let uploads: Upload[]

/** Stands in for the browser's XMLHttpRequest, which alone tells how far an upload is. */
class Upload {
  upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {}
  status = 0
  responseText = ''
  headers: Record<string, string> = {}
  form?: FormData
  aborted = false
  onload?: () => void
  onloadend?: () => void
  onabort?: () => void
  open(): void {}
  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value
  }
  getResponseHeader(): null {
    return null
  }
  send(form: FormData): void {
    this.form = form
    uploads.push(this)
  }
  abort(): void {
    this.aborted = true
    this.onabort?.()
    this.onloadend?.()
  }
  answer(status: number, body: unknown): void {
    this.status = status
    this.responseText = JSON.stringify(body)
    this.onload?.()
    this.onloadend?.()
  }
}

async function open(props: Record<string, unknown> = {}, role: 'admin' | 'user' = 'admin') {
  logIn(role)
  const pinia = createPinia()
  setActivePinia(pinia)
  useSession()
  dialog = mount(DeployDialog, {
    props: { knownIds: ['taken'], ...props },
    global: { plugins: [pinia, i18n], stubs: { RouterLink: { template: '<a><slot /></a>' } } },
    attachTo: document.body,
  })
  await flushPromises()
  const form = () => dialog!.getComponent({ name: 'ElDialog' }).getComponent({ name: 'ElForm' })
  const input = (selector: string) => document.querySelector<HTMLInputElement>(selector)
  const fill = async (selector: string, value: string) => {
    const element = input(selector)!
    element.value = value
    element.dispatchEvent(new Event('input', { bubbles: true }))
    await flushPromises()
  }
  const choose = async (file: File) => {
    const element = input('input[type=file]')!
    Object.defineProperty(element, 'files', { value: [file], configurable: true })
    element.dispatchEvent(new Event('change', { bubbles: true }))
    await flushPromises()
  }
  const submit = async () => {
    document.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }))
    await flushPromises()
  }
  const text = () => document.querySelector('[role=dialog]')?.textContent ?? ''
  return { wrapper: dialog, form, input, fill, choose, submit, text }
}

const ID = '[data-test=service-id]'
const idInput = () => document.querySelector<HTMLInputElement>(`${ID} input, input${ID}`)

beforeEach(() => {
  i18n.global.locale.value = 'en'
  uploads = []
  vi.stubGlobal('XMLHttpRequest', Upload)
})
afterEach(() => {
  dialog?.unmount()
  dialog = undefined
})

describe('the deploy dialog', () => {
  it('suggests an id from the name of the archive until one is typed', async () => {
    const { choose, fill } = await open()
    await choose(new File(['x'], 'Text Classify_v2.zip'))
    expect(idInput()?.value).toBe('text-classify-v2')
    await fill(`input${ID}, ${ID} input`, 'mine')
    document.querySelector<HTMLElement>('[aria-label="Remove file"]')?.click()
    await flushPromises()
    await choose(new File(['x'], 'other.zip'))
    expect(document.querySelector('.file')?.textContent).toContain('other.zip')
    expect(idInput()?.value).toBe('mine')
  })

  it('checks the id while it is typed', async () => {
    const { fill, text } = await open()
    await fill(`input${ID}, ${ID} input`, 'Bad_Id')
    await expect.poll(text).toContain('Only lower-case letters')
    await fill(`input${ID}, ${ID} input`, 'taken')
    await expect.poll(text).toContain('This service exists')
  })

  it('sends nothing while something is missing, and says what', async () => {
    const { submit, text } = await open()
    await submit()
    expect(uploads).toHaveLength(0)
    expect(text()).toContain('Choose an archive')
    await expect.poll(text).toContain('Enter a service id')
  })

  it('uploads the archive, shows how far it is, and tells of the deployment', async () => {
    const { choose, submit, text, wrapper } = await open()
    await choose(new File(['abc'], 'a.zip'))
    await submit()
    const sent = uploads[0]!
    expect(sent.headers.Authorization).toBe('Bearer secret-token')
    expect(sent.form?.get('service_id')).toBe('a')
    expect((sent.form?.get('file') as File).name).toBe('a.zip')
    sent.upload.onprogress?.({ loaded: 50, total: 200 })
    await flushPromises()
    expect(text()).toContain('Uploading 25%')
    sent.upload.onprogress?.({ loaded: 200, total: 200 })
    await flushPromises()
    expect(text()).toContain('checking the archive')
    sent.answer(202, deployment('d-9'))
    await flushPromises()
    expect(wrapper.emitted('deployed')?.[0]?.[0]).toMatchObject({ deployment_id: 'd-9' })
  })

  it('can break an upload off and go on', async () => {
    const { choose, submit, text } = await open()
    await choose(new File(['abc'], 'a.zip'))
    await submit()
    const button = [...document.querySelectorAll('button')].find((one) =>
      one.textContent?.includes('Cancel upload'),
    )
    button?.click()
    await flushPromises()
    expect(uploads[0]?.aborted).toBe(true)
    expect(text()).not.toContain('Uploading')
    await submit()
    expect(uploads).toHaveLength(2)
  })

  it('shows what the server refuses, at the field it is about', async () => {
    const { choose, submit, text } = await open()
    await choose(new File(['abc'], 'a.zip'))
    await submit()
    uploads[0]?.answer(400, {
      code: 'INVALID_REQUEST',
      detail: 'wrong',
      errors: [{ field: 'service_config.port', message: 'must be free' }],
    })
    await expect.poll(text).toContain('must be free')
    expect(text()).toContain('The request is wrong')
  })

  it('deploys a folder of the host for administrators', async () => {
    const calls = serve({ 'POST /services/deploy': () => json(deployment('d-2'), 202) })
    const { fill, submit, wrapper } = await open()
    document.querySelector<HTMLInputElement>('input[type=radio][value=path]')?.click()
    await flushPromises()
    await fill('.el-dialog .mono input', '/data/projects/speech/')
    expect(idInput()?.value).toBe('speech')
    await submit()
    expect(calls[0]?.body).toEqual({
      service_id: 'speech',
      service_config: {},
      path: '/data/projects/speech/',
    })
    expect(wrapper.emitted('deployed')).toHaveLength(1)
  })

  it('offers no folder of the host to others', async () => {
    const { text } = await open({}, 'user')
    expect(text()).not.toContain('Folder on the host')
  })

  it('leads to the deployment that already runs', async () => {
    serve({
      'POST /services/deploy': () => problem(409, 'DEPLOYMENT_IN_PROGRESS', 'busy', { deployment_id: 'd-5' }),
    })
    const { fill, submit, text } = await open({ service: { service_id: 'a', name: 'A' } })
    document.querySelector<HTMLInputElement>('input[type=radio][value=path]')?.click()
    await flushPromises()
    await fill('.el-dialog .mono input', '/data/a')
    await submit()
    expect(text()).toContain('Show the running deployment')
  })
})
