export { TransitClient, type TransitSettings } from './transit-client.ts';
export { TransitIdPlace } from './transit-id-place.ts';
export { TransitKeyStore } from './transit-key-store.ts';
