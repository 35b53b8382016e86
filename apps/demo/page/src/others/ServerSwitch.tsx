import { useEffect, useState } from 'react'
import { type ServerName, serverNames, serverOfPage } from './servers.ts'

type Addresses = Readonly<Partial<Record<ServerName, string>>>

/** Goes to the same page on another server; nothing where only ours was started. */
export function ServerSwitch() {
  const [addresses, setAddresses] = useState<Addresses>({})
  useEffect(() => {
    fetch('/backends/backends.json')
      .then(response => (response.ok ? (response.json() as Promise<Addresses>) : {}))
      .then(setAddresses, () => {})
  }, [])
  const names = (Object.keys(serverNames) as ServerName[]).filter(name => addresses[name])
  const current = serverOfPage()
  if (names.length < 2) return null
  return (
    <nav className="demo-servers" aria-label="Server">
      {names.map(name => (
        <a key={name} href={addresses[name]} aria-current={name === current ? 'page' : undefined}>
          {serverNames[name]}
        </a>
      ))}
    </nav>
  )
}
