import { computed, reactive, ref, watch, type Ref } from 'vue'
import { useRoute, useRouter, type LocationQueryValue } from 'vue-router'
import type { ServiceStatus } from '@/api/types'
import { conditionOf, conditions, statuses, type Condition, type ServiceView } from '@/domain/service'

export type SortKey = 'name' | 'status' | 'port' | 'uptime' | 'restarts'

export interface Sorting {
  key: SortKey
  descending: boolean
}

const sortValue: Record<SortKey, (service: ServiceView) => string | number> = {
  name: (service) => service.name,
  status: (service) => conditions.indexOf(conditionOf(service)) * 100 + statuses.indexOf(service.status),
  port: (service) => service.port ?? Number.MAX_SAFE_INTEGER,
  uptime: (service) => (service.startedAt === null ? Number.MAX_SAFE_INTEGER : service.startedAt),
  restarts: (service) => -service.restarts,
}

function one(value: LocationQueryValue | LocationQueryValue[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

/** Search, filters, order and pages over the services; search and filters stand in the address, to be shared. */
export function useServiceList(all: Readonly<Ref<readonly ServiceView[]>>) {
  const route = useRoute()
  const router = useRouter()
  const known = <T extends string>(list: readonly T[], value: string): T | '' =>
    list.includes(value as T) ? (value as T) : ''
  const filters = reactive({
    text: one(route.query.q),
    status: known<ServiceStatus>(statuses, one(route.query.status)),
    condition: known<Condition>(conditions, one(route.query.condition)),
    runtime: one(route.query.runtime),
  })
  const sorting = ref<Sorting>({ key: 'name', descending: false })
  const page = ref(1)
  const pageSize = ref(50)

  watch(filters, () => {
    page.value = 1
    const query = {
      q: filters.text || undefined,
      status: filters.status || undefined,
      condition: filters.condition || undefined,
      runtime: filters.runtime || undefined,
    }
    void router.replace({ query })
  })

  const counts = computed(() => {
    const result: Record<Condition, number> = { running: 0, unhealthy: 0, deploying: 0, stopped: 0 }
    for (const service of all.value) result[conditionOf(service)] += 1
    return result
  })
  const runtimes = computed(() => [...new Set(all.value.map((service) => service.runtime))].sort())
  const filtered = computed(
    () => filters.text !== '' || filters.status !== '' || filters.condition !== '' || filters.runtime !== '',
  )

  const matching = computed(() => {
    const words = filters.text.toLowerCase().split(/\s+/).filter(Boolean)
    return all.value.filter((service) => {
      if (filters.status !== '' && service.status !== filters.status) return false
      if (filters.condition !== '' && conditionOf(service) !== filters.condition) return false
      if (filters.runtime !== '' && service.runtime !== filters.runtime) return false
      const text =
        `${service.name} ${service.service_id} ${service.port ?? ''} ${service.group ?? ''}`.toLowerCase()
      return words.every((word) => text.includes(word))
    })
  })
  const sorted = computed(() => {
    const value = sortValue[sorting.value.key]
    const sign = sorting.value.descending ? -1 : 1
    return [...matching.value].sort((left, right) => {
      const a = value(left)
      const b = value(right)
      const order =
        typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))
      return order !== 0 ? sign * order : left.service_id.localeCompare(right.service_id)
    })
  })
  const lastPage = computed(() => Math.max(1, Math.ceil(sorted.value.length / pageSize.value)))
  watch(lastPage, (last) => {
    if (page.value > last) page.value = last
  })
  const visible = computed(() =>
    sorted.value.slice((page.value - 1) * pageSize.value, page.value * pageSize.value),
  )

  function sortBy(key: SortKey): void {
    const same = sorting.value.key === key
    sorting.value = { key, descending: same && !sorting.value.descending }
  }

  function clear(): void {
    Object.assign(filters, { text: '', status: '', condition: '', runtime: '' })
  }

  return { filters, filtered, counts, runtimes, sorting, sortBy, page, pageSize, matching, visible, clear }
}
