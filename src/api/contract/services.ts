import {
  CallRecordingChange,
  CallRecordingService,
  FtpPassword,
  Order,
  OrderPreview,
  OrderWish,
  Services,
} from '../schemas/services.ts';
import type { Endpoint } from './endpoint.ts';

const ORDER_PROBLEMS = ['recording-not-in-plan', 'cancel-by-mail', 'already-ordered', 'price-unknown'] as const;

/** What the tenant has and orders. */
export const SERVICE_ROUTES = {
  services: {
    method: 'GET',
    url: '/api/v1/services',
    schema: { operationId: 'services', summary: 'The tenant’s services and their state', response: { 200: Services } },
  },
  changeCallRecording: {
    method: 'PATCH',
    url: '/api/v1/services/call-recording',
    schema: {
      operationId: 'changeCallRecording',
      summary: 'Turns recording on or off, from the next call',
      body: CallRecordingChange,
      response: { 200: CallRecordingService },
    },
    config: { problems: ['recording-not-in-plan'] },
  },
  newFtpPassword: {
    method: 'POST',
    url: '/api/v1/services/ftp/password',
    schema: {
      operationId: 'newFtpPassword',
      summary: 'Makes a new FTP password; the old one ends',
      response: { 200: FtpPassword },
    },
  },
  previewOrder: {
    method: 'POST',
    url: '/api/v1/services/orders/preview',
    schema: {
      operationId: 'previewOrder',
      summary: 'What an order would cost and do',
      body: OrderWish,
      response: { 200: OrderPreview },
    },
    config: { problems: ORDER_PROBLEMS },
  },
  order: {
    method: 'POST',
    url: '/api/v1/services/orders',
    schema: {
      operationId: 'order',
      summary: 'Orders a service or another number of its units; the same order key orders once',
      body: Order,
      response: { 200: Services },
    },
    config: { problems: ORDER_PROBLEMS },
  },
} as const satisfies Record<string, Endpoint>;
