import { ElMessage, ElMessageBox } from 'element-plus'
import { computed, h, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import type { BatchAction, BatchResult, Service } from '@/api/types'
import * as services from '@/api/services'
import { useClipboard } from '@/composables/useClipboard'
import { useErrorText } from '@/composables/useErrorText'
import { curlLine } from '@/domain/service'

export type RowAction =
  'start' | 'stop' | 'restart' | 'logs' | 'open' | 'details' | 'redeploy' | 'copyCurl' | 'delete'

export interface BatchOutcome {
  action: BatchAction
  results: BatchResult[]
}

const NAMES_SHOWN = 8

/**
 * What can be done with services, with question, result message and the busy marks in between.
 *
 * @param changed called after each change, to read the new state
 */
export function useServiceActions(changed: () => Promise<void>) {
  const { t, locale } = useI18n()
  const { sentence, describe } = useErrorText()
  const { copy } = useClipboard()
  const router = useRouter()
  /** Ids of the services on which something is under way. */
  const busy = shallowRef<ReadonlySet<string>>(new Set())
  const anyBusy = computed(() => busy.value.size > 0)

  function mark(ids: readonly string[], on: boolean): void {
    const next = new Set(busy.value)
    for (const id of ids) {
      if (on) next.add(id)
      else next.delete(id)
    }
    busy.value = next
  }

  async function confirmed(
    title: string,
    message: string,
    button: string,
    danger: boolean,
  ): Promise<boolean> {
    try {
      await ElMessageBox.confirm(h('span', message), title, {
        confirmButtonText: button,
        cancelButtonText: t('common.cancel'),
        confirmButtonClass: danger ? 'el-button--danger' : '',
        type: danger ? 'warning' : undefined,
        autofocus: !danger,
      })
      return true
    } catch {
      return false
    }
  }

  function tellFailure(
    service: Service,
    action: 'start' | 'stop' | 'restart' | 'delete',
    error: unknown,
  ): void {
    const { title, detail } = describe(error)
    const reason = detail ? `${title} (${detail})` : title
    ElMessage({
      message: t('services.failed', { name: service.name, action: t(`services.action.${action}`), reason }),
      type: 'error',
      duration: 8_000,
      showClose: true,
    })
  }

  async function change(service: Service, action: 'start' | 'stop' | 'restart' | 'delete'): Promise<boolean> {
    mark([service.service_id], true)
    try {
      if (action === 'delete') await services.deleteService(service.service_id)
      else await services.changeState(service.service_id, action)
      ElMessage({ message: t(`services.done.${action}`, { name: service.name }), type: 'success' })
      return true
    } catch (error) {
      tellFailure(service, action, error)
      return false
    } finally {
      await changed()
      mark([service.service_id], false)
    }
  }

  /** Deletes after a question that names the service; answers whether it is gone. */
  async function remove(service: Service): Promise<boolean> {
    const sure = await confirmed(
      t('services.confirm.deleteTitle'),
      t('services.confirm.delete', { name: service.name, id: service.service_id }),
      t('services.action.delete'),
      true,
    )
    return sure && (await change(service, 'delete'))
  }

  function open(service: Service): void {
    // Every service answers /info; its root may hold nothing.
    window.open(`${service.gateway_url.replace(/\/?$/, '/')}info`, '_blank', 'noopener,noreferrer')
  }

  function curlOf(service: Service): string {
    return curlLine(service, window.location.origin, t('services.curl.sample'))
  }

  async function batch(action: BatchAction, chosen: readonly Service[]): Promise<BatchOutcome | undefined> {
    const label = t(`services.action.${action}`)
    const list = new Intl.ListFormat(locale.value, { type: 'conjunction' })
    const shown = list.format(chosen.slice(0, NAMES_SHOWN).map((service) => service.name))
    const names = chosen.length > NAMES_SHOWN ? t('services.confirm.batchMore', { names: shown }) : shown
    const sure = await confirmed(
      t('services.confirm.batchTitle', { action: label }),
      t('services.confirm.batch', { action: label, names }, chosen.length),
      label,
      action === 'delete',
    )
    if (!sure) return undefined
    const ids = chosen.map((service) => service.service_id)
    mark(ids, true)
    try {
      return { action, results: await services.batch(action, ids) }
    } catch (error) {
      ElMessage({ message: sentence(error), type: 'error', duration: 8_000, showClose: true })
      return undefined
    } finally {
      await changed()
      mark(ids, false)
    }
  }

  async function act(service: Service, action: RowAction): Promise<boolean> {
    switch (action) {
      case 'start':
      case 'stop':
      case 'restart':
        return change(service, action)
      case 'delete':
        return remove(service)
      case 'open':
        open(service)
        return true
      case 'copyCurl':
        return copy(curlOf(service), t('services.done.curl'))
      case 'logs':
        await router.push({ name: 'service', params: { id: service.service_id, tab: 'logs' } })
        return true
      case 'details':
        await router.push({ name: 'service', params: { id: service.service_id } })
        return true
      case 'redeploy':
        return false
    }
  }

  return { busy, anyBusy, act, batch, curlOf }
}
