import type { TypedSession } from '@sluice/react'
import { expectTypeOf, test } from 'vitest'
import type { createTriage } from '../agents/triage.ts'

type Triage = TypedSession<ReturnType<typeof createTriage>>

test('[R18] a page of the demo knows the agent by its type alone', () => {
  expectTypeOf<Triage['state']>().toEqualTypeOf<{ plan: { title: string; done: boolean }[] }>()
  expectTypeOf<Extract<Triage['toolCalls'][number], { tool: 'edit_file' }>['arguments']>().toEqualTypeOf<{
    path: string
    find: string
    replace: string
  } | null>()
})
