export { listEvidenceKeys, replaceEvidenceKey } from './evidence-keys.ts';
export { evidencePack } from './evidence-pack.ts';
