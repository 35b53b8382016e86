import { type ComponentType, useEffect, useState } from 'react'
import { useUi } from '../text/UiProvider.tsx'

/** A component that is loaded when it is first drawn, or when `load` is called before. */
export type OnDemand<Props extends object> = ComponentType<Props> & { load(): Promise<void> }

interface Source<Props extends object> {
  /** Null until it is loaded. */
  component(): ComponentType<Props> | null
  load(): Promise<void>
}

function Drawn<Props extends object>({ source, props }: { source: Source<Props>; props: Props }) {
  const [status, setStatus] = useState<'loading' | 'ready' | 'failed'>('loading')
  const { messages } = useUi()
  useEffect(() => {
    let isDrawn = true
    const settle = (next: 'ready' | 'failed') => () => {
      if (isDrawn) setStatus(next)
    }
    source.load().then(settle('ready'), settle('failed'))
    return () => {
      isDrawn = false
    }
  }, [source])
  const Loaded = source.component()
  if (Loaded) return <Loaded {...props} />
  return status === 'failed' ? <p data-sluice="load-failed">{messages.loadFailed}</p> : null
}

/** Makes a component of one that is loaded on demand: until it is there nothing is drawn, from then on it is drawn at once. */
export function onDemand<Props extends object>(
  importComponent: () => Promise<ComponentType<Props>>,
): OnDemand<Props> {
  let loaded: ComponentType<Props> | null = null
  const load = async () => {
    loaded ??= await importComponent()
  }
  const source: Source<Props> = { component: () => loaded, load }
  return Object.assign((props: Props) => <Drawn source={source} props={props} />, { load })
}
