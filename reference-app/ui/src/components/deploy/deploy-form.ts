import type { ServiceConfig } from '@/api/types'
import { isServiceId } from '@/domain/service'

export interface Variable {
  name: string
  value: string
}

export interface DeployForm {
  source: 'archive' | 'path'
  file: File | undefined
  path: string
  serviceId: string
  name: string
  port: string
  env: Variable[]
}

/** A field and the locale key of what is wrong with it. */
export type Problems = Partial<Record<'file' | 'path' | 'serviceId' | 'port' | 'env', Problem>>

export interface Problem {
  key: string
  values?: Record<string, string>
}

export function emptyForm(serviceId = ''): DeployForm {
  return { source: 'archive', file: undefined, path: '', serviceId, name: '', port: '', env: [] }
}

export function fileProblem(file: File | undefined): Problem | undefined {
  if (file === undefined) return { key: 'deploy.fileRequired' }
  if (!/\.(zip|tar\.gz|tgz)$/i.test(file.name))
    return { key: 'deploy.wrongFormat', values: { name: file.name } }
  return file.size === 0 ? { key: 'deploy.emptyFile', values: { name: file.name } } : undefined
}

export function serviceIdProblem(serviceId: string): Problem | undefined {
  if (serviceId === '') return { key: 'deploy.idRequired' }
  return isServiceId(serviceId) ? undefined : { key: 'deploy.idInvalid' }
}

function portProblem(port: string): Problem | undefined {
  const text = port.trim()
  if (text === '') return undefined
  const valid = /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535
  return valid ? undefined : { key: 'deploy.portInvalid' }
}

function envProblem(env: readonly Variable[]): Problem | undefined {
  const seen = new Set<string>()
  for (const { name, value } of env) {
    if (name === '' && value === '') continue
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return { key: 'deploy.envInvalid' }
    if (seen.has(name)) return { key: 'deploy.envTwice', values: { name } }
    seen.add(name)
  }
  return undefined
}

/** Everything that is wrong with the form, at once. */
export function problemsOf(form: DeployForm): Problems {
  const problems: Problems = {}
  const add = (field: keyof Problems, problem: Problem | undefined) => {
    if (problem !== undefined) problems[field] = problem
  }
  if (form.source === 'archive') add('file', fileProblem(form.file))
  else if (!form.path.trim().startsWith('/')) add('path', { key: 'deploy.pathRequired' })
  add('serviceId', serviceIdProblem(form.serviceId))
  add('port', portProblem(form.port))
  add('env', envProblem(form.env))
  return problems
}

/** What the server needs of the form; what was left empty is left out. */
export function configOf(form: DeployForm): ServiceConfig {
  const config: ServiceConfig = {}
  if (form.name.trim() !== '') config.name = form.name.trim()
  if (form.port.trim() !== '') config.port = Number(form.port.trim())
  const env = form.env.filter(({ name }) => name !== '').map(({ name, value }) => [name, value] as const)
  if (env.length > 0) config.env = Object.fromEntries(env)
  return config
}
