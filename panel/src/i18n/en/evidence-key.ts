export const evidenceKey = {
  title: 'Signing key of evidence packs',
  lead: 'Evidence packs of recordings are signed with this key. Whoever verifies a pack compares the key’s fingerprint with this list, which is public. Replace the key if someone may have copied it, or if the key store has lost it.',
  loading: 'Loading signing keys',
  none: 'There is no key yet: it is created with the first evidence pack.',
  list: 'Signing keys, newest first',
  columns: { fingerprint: 'Fingerprint (SHA-256)', madeAt: 'Created', state: 'State' },
  inUse: 'in use',
  replaced: 'replaced {{at}}',
  replace: 'Replace the key',
  replaceTitle: 'Replace the signing key?',
  replaceText:
    'Further packs will be signed with a new key, and the private part of the current one will be destroyed for good. Packs downloaded earlier can still be verified: their public key stays in the list.',
  done: 'Key replaced. Further packs will be signed with the new one.',
} as const;
