import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { onFrames } from '../edge/onFrames.ts'
import { areAt, nextTurn, type PanelTurns, panelsAt } from './panelTurns.ts'

/**
 * Where the panels are. While one is moving, one panel follows in each frame, so that none of them is late for the frame of the track; otherwise all are where one
 * is. [D2]
 */
export function usePanelTurns(position: number | null, isMoving: boolean): PanelTurns {
  const [turns, setTurns] = useState(() => panelsAt(position))
  const latest = useRef(position)
  useLayoutEffect(() => {
    latest.current = position
  })
  useEffect(() => {
    if (isMoving) return onFrames(() => setTurns(before => nextTurn(before, latest.current)))
  }, [isMoving])
  if (isMoving || areAt(turns, position)) return turns
  const arrived = panelsAt(position)
  setTurns(arrived)
  return arrived
}
