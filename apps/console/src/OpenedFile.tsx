import { type OpenFile, SessionFileView } from '@sluice/devtools'
import { useMemo } from 'react'
import { type Search, searchOfSelection, selectionOf } from './search.ts'

/** The props of {@link OpenedFile}. */
export interface OpenedFileProps {
  readonly file: OpenFile
  readonly search: Search
  readonly onSearch: (search: ReturnType<typeof searchOfSelection>) => void
}

/** A session file, with what is selected in it held by the URL. */
export function OpenedFile({ file, search, onSearch }: OpenedFileProps) {
  const selection = useMemo(() => selectionOf(search), [search])
  return (
    <SessionFileView
      file={file}
      selection={selection}
      onSelection={next => onSearch(searchOfSelection(next))}
    />
  )
}
