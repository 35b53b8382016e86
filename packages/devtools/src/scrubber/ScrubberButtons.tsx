import { useDevtools } from '../text/DevtoolsProvider.tsx'
import type { Stride } from './stepTo.ts'

/** The props of {@link ScrubberButtons}. */
export interface ScrubberButtonsProps {
  readonly isLive: boolean
  readonly isPlaying: boolean
  readonly speed: number
  readonly onSpeed: (speed: number) => void
  readonly onPlay: () => void
  readonly onStride: (stride: Stride, direction: 1 | -1) => void
  readonly onLive: () => void
}

const speeds = [0.5, 1, 4, 16] as const

const back = [
  ['run', '«'],
  ['step', '‹'],
] as const
const on = [
  ['step', '›'],
  ['run', '»'],
] as const

/** The buttons beside the track: by run and step in both directions, play at a speed, and back to live. */
export function ScrubberButtons(props: ScrubberButtonsProps) {
  const { isLive, isPlaying, speed, onSpeed, onPlay, onStride, onLive } = props
  const { messages } = useDevtools()
  const strideButton = (stride: 'run' | 'step', sign: string, direction: 1 | -1) => {
    const label = (direction === 1 ? messages.nextStride : messages.previousStride)[stride]
    return (
      <button
        key={stride}
        type="button"
        className="sluice-devtools-button sluice-devtools-icon"
        aria-label={label}
        title={label}
        onClick={() => onStride(stride, direction)}
      >
        {sign}
      </button>
    )
  }
  return (
    <div className="sluice-devtools-scrub-buttons">
      {back.map(([stride, sign]) => strideButton(stride, sign, -1))}
      <button
        type="button"
        className="sluice-devtools-button sluice-devtools-icon"
        aria-label={isPlaying ? messages.pause : messages.play}
        title={isPlaying ? messages.pause : messages.play}
        onClick={onPlay}
      >
        <span className="sluice-devtools-play" data-playing={isPlaying || undefined} aria-hidden="true" />
      </button>
      {on.map(([stride, sign]) => strideButton(stride, sign, 1))}
      <select
        className="sluice-devtools-input sluice-devtools-speed"
        aria-label={messages.speed}
        value={speed}
        onChange={event => onSpeed(Number(event.target.value))}
      >
        {speeds.map(each => (
          <option key={each} value={each}>
            {each}×
          </option>
        ))}
      </select>
      <button
        type="button"
        className="sluice-devtools-button sluice-devtools-live"
        aria-pressed={isLive}
        onClick={onLive}
      >
        {messages.liveEnd}
      </button>
    </div>
  )
}
