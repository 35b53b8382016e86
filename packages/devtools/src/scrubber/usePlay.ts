import type { LogView } from '@sluice/client'
import { useEffect, useRef, useState } from 'react'
import { onFrames } from '../edge/onFrames.ts'
import { playOn } from './playOn.ts'

/** What plays a log. */
export interface Play {
  readonly isPlaying: boolean
  readonly speed: number
  readonly setSpeed: (speed: number) => void
  /** Begins or ends; at the end of the log it begins again at its beginning. */
  readonly toggle: () => void
  readonly stop: () => void
}

/** Plays a log from a position on, calling back with each position that is to be shown. */
export function usePlay(log: LogView, position: number, onPosition: (position: number) => void): Play {
  const [isPlaying, setPlaying] = useState(false)
  const [speed, setSpeed] = useState(1)
  const now = useRef({ log, position, onPosition })
  useEffect(() => {
    now.current = { log, position, onPosition }
  })
  useEffect(() => {
    if (!isPlaying) return
    let passedMs = 0
    return onFrames(elapsedMs => {
      const { log, position, onPosition } = now.current
      const next = playOn({ position, passedMs }, elapsedMs, speed, log.envelopes, log.count)
      passedMs = next.passedMs
      if (next.position !== position) onPosition(next.position)
      if (next.position >= log.count - 1) setPlaying(false)
    })
  }, [isPlaying, speed])
  const toggle = () => {
    if (!isPlaying && position >= log.count - 1) onPosition(0)
    setPlaying(!isPlaying)
  }
  return { isPlaying, speed, setSpeed, toggle, stop: () => setPlaying(false) }
}
