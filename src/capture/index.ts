export type { ActiveCapture, CaptureRefusal, CaptureRequest, LegRequest } from './active-call.ts';
export { Capture, type CaptureOptions } from './capture.ts';
