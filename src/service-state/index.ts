export { findingsOf } from './findings.ts';
export { serviceState } from './service-state.ts';
export { storageForecast } from './stored-bytes.ts';
