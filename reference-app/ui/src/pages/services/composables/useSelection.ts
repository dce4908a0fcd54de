import { computed, shallowRef, type Ref } from 'vue'
import type { ServiceView } from '@/domain/service'

/** Which services are ticked; one that disappears is no longer ticked. */
export function useSelection(all: Readonly<Ref<readonly ServiceView[]>>) {
  const ids = shallowRef<ReadonlySet<string>>(new Set())
  const chosen = computed(() => all.value.filter((service) => ids.value.has(service.service_id)))

  function set(services: readonly ServiceView[], on: boolean): void {
    const next = new Set(ids.value)
    for (const service of services) {
      if (on) next.add(service.service_id)
      else next.delete(service.service_id)
    }
    ids.value = next
  }

  function clear(): void {
    ids.value = new Set()
  }

  return { ids, chosen, set, clear }
}
