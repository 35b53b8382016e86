import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { registryItemSchema, registrySchema } from 'shadcn/schema'
import { expect, test } from 'vitest'
import { root } from '../architecture/files.ts'
import { copyModule } from '../registry/copyModule.ts'
import { publicNames } from '../registry/publicNames.ts'
import { registryItems, registryOf } from '../registry/registryItems.ts'

const index = readFileSync(resolve(root, 'packages/ui/src/index.ts'), 'utf8')
const kit = publicNames('index.ts', index)
const items = registryItems()

test('[K3] there is an item for each prefab that the kit exports', () => {
  const exported = [...kit.values].filter(name => /^[A-Z]\w+View$|^AgentChat$/.test(name))
  const copied = items.map(({ files }) => files[0]?.path.replace(/^sluice\/|\.tsx$/g, ''))
  expect(copied.sort()).toEqual(exported.sort())
})

test.each(items.map(item => [item.name, item] as const))(
  '[K3] %s is an item of a registry, with what it imports',
  (_, item) => {
    expect(registryItemSchema.safeParse(item).error).toBeUndefined()
    expect(item.description.length).toBeGreaterThan(15)
    const content = item.files.map(file => file.content).join('\n')
    const imported = [...content.matchAll(/from '([^'.][^']*)'/g)].map(([, name]) => name)
    expect([...item.dependencies, 'react']).toEqual(expect.arrayContaining(imported))
    expect(content).not.toMatch(/from '\.\.|\.tsx?'/)
  },
)

test('[K3] their list is a registry', () => {
  expect(registrySchema.safeParse(registryOf(items)).error).toBeUndefined()
})

test('[K3] a module that makes a context is not copied', () => {
  const text = "import { createContext } from 'react'\n\nexport const Context = createContext(null)\n"
  expect(() => copyModule('a/Context.tsx', text, kit)).toThrow('a copy of it would be another one')
})
