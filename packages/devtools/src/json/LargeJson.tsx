import { useEffect, useState } from 'react'
import { type PageWorker, startWorker } from '../edge/startWorker.ts'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import type { JsonOpening, JsonRow } from './flattenJson.ts'
import { JsonRows } from './JsonRows.tsx'

/** The props of {@link LargeJson}. */
export interface LargeJsonProps {
  /** JSON, as long as it was loaded. */
  readonly text: string
  readonly label: string
  /** Called when it is no JSON, or there is nothing that could read it. */
  readonly onFailed: () => void
}

interface Opened {
  readonly opening: JsonOpening
  readonly rows: readonly JsonRow[]
}

/** A JSON text that is too long to be parsed in the page: a worker keeps the value and hands over the lines that are opened. [D4] */
export function LargeJson({ text, label, onFailed }: LargeJsonProps) {
  const { messages } = useDevtools()
  const [worker, setWorker] = useState<PageWorker | null>(null)
  const [opened, setOpened] = useState<Opened | null>(null)
  useEffect(() => {
    const started = startWorker(answer => {
      if (answer.type === 'parsed') setOpened(answer)
      else if (answer.type === 'rows')
        setOpened(old => (old?.opening === undefined ? old : { ...old, rows: answer.rows }))
      else if (answer.type === 'refused') onFailed()
    }, onFailed)
    if (started === null) return onFailed()
    setWorker(started)
    started.send({ type: 'parse', text })
    return started.stop
  }, [text, onFailed])
  if (opened === null) return <p role="status">{messages.loadingBlob}</p>
  return (
    <JsonRows
      rows={opened.rows}
      label={label}
      onOpening={change => {
        const opening = change(opened.opening)
        setOpened({ ...opened, opening })
        worker?.send({ type: 'rows', opening })
      }}
    />
  )
}
