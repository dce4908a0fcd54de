import { ref, shallowRef, watch, type Ref } from 'vue'
import { followDeployment } from '@/api/deployments'
import type { Deployment } from '@/api/types'
import { LogBuffer } from '@/components/log/log-buffer'
import { useEventStream } from '@/composables/useEventStream'
import { takeLogEvent } from '@/composables/useServiceLog'

/** One deployment as it goes: its steps and its build output, from the beginning, whether it still runs or not. */
export function useDeployment(deploymentId: Ref<string>) {
  const deployment = shallowRef<Deployment>()
  const updatedAt = ref<number>()
  const buffer = new LogBuffer()
  const events = useEventStream({
    open: (options) => followDeployment(deploymentId.value, options),
    onEvent: (event) => {
      if (event.event === 'deployment' || event.event === 'end') {
        deployment.value = JSON.parse(event.data) as Deployment
        updatedAt.value = Date.now()
        if (event.event === 'end') {
          buffer.flush()
          return 'end'
        }
      } else takeLogEvent(buffer, event)
      return undefined
    },
    onRestart: () => buffer.clear(),
  })
  watch(deploymentId, events.start, { immediate: true })
  return { deployment, updatedAt, buffer, ...events }
}
