import type { SVGProps } from 'react'

const PATHS = {
  check: 'M3.5 8.5l3 3 6-7',
  cross: 'M4.5 4.5l7 7m0-7l-7 7',
  dots: 'M4 8h.01M8 8h.01M12 8h.01',
  flow: 'M2.5 5.5c2 0 2 1.5 3.7 1.5s1.8-1.5 3.6-1.5 1.8 1.5 3.7 1.5M2.5 9.5c2 0 2 1.5 3.7 1.5s1.8-1.5 3.6-1.5 1.8 1.5 3.7 1.5',
  hand: 'M8 2.5v6m0 4.5h.01',
  bar: 'M4 8h8',
  question: 'M5.8 6a2.2 2.2 0 1 1 3.3 1.9c-.7.4-1.1.8-1.1 1.6m0 3h.01',
  chevron: 'M6 4l4 4-4 4',
  up: 'M8 13V3.5m-4 4l4-4 4 4',
  down: 'M8 3v9.5m4-4l-4 4-4-4',
  stop: 'M4.5 4.5h7v7h-7z',
  retry: 'M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3',
  clock: 'M8 4.5V8l2.2 1.5M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z',
  file: 'M9 2H4.5A1.5 1.5 0 0 0 3 3.5v9A1.5 1.5 0 0 0 4.5 14h7a1.5 1.5 0 0 0 1.5-1.5V6zm0 0v4h4',
  link: 'M6.5 9.5l3-3M7 4.5l1-1a3 3 0 0 1 4.5 4.5l-1 1M9 11.5l-1 1A3 3 0 0 1 3.5 8l1-1',
  fork: 'M4.5 5.5v5m0-5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zm0 5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zm7-5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zm0 0c0 2.5-2 2.5-7 2.5',
  copy: 'M5.5 5.5v-2A1.5 1.5 0 0 1 7 2h5.5A1.5 1.5 0 0 1 14 3.5V9a1.5 1.5 0 0 1-1.5 1.5h-2M3.5 5.5H9A1.5 1.5 0 0 1 10.5 7v5.5A1.5 1.5 0 0 1 9 14H3.5A1.5 1.5 0 0 1 2 12.5V7a1.5 1.5 0 0 1 1.5-1.5z',
  pen: 'M10.5 3l2.5 2.5L5.5 13H3v-2.5zM9 4.5L11.5 7',
  archive: 'M2.5 3.5h11v3h-11zM3.5 6.5v6h9v-6M6.5 9h3',
  unarchive: 'M2.5 3.5h11v3h-11zM3.5 6.5v6h9v-6M8 11.5V8m-1.5 1.5L8 8l1.5 1.5',
  keyboard: 'M2 4.5h12v7.5H2zM4.5 7h.01M7 7h.01M9.5 7h.01M12 7h.01M5.5 9.5h5',
  clip: 'M13 7.5l-5.3 5.3a3.2 3.2 0 0 1-4.5-4.5l5.6-5.6a2.1 2.1 0 0 1 3 3l-5.5 5.5a1 1 0 0 1-1.5-1.5l5-5',
  plus: 'M8 3.5v9M3.5 8h9',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5L14 14',
  terminal: 'M3 4.5l3.5 3.5L3 11.5M8.5 12H13',
  plug: 'M6 2.5v3m4-3v3M4.5 5.5h7V8a3.5 3.5 0 0 1-7 0zM8 11.5v2',
} as const

/** The name of an icon. */
export type IconName = keyof typeof PATHS

/** A line icon of 16 by 16 in the colour of the text; decoration, never the only carrier of a meaning. */
export function Icon({ name, ...props }: SVGProps<SVGSVGElement> & { readonly name: IconName }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      data-sluice="icon"
      data-icon={name}
      {...props}
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
