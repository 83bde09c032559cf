import { z } from 'zod';

/** What is paid for. */
export const SubscribedService = z.enum(['plan', 'extended-retention', 'push']);

/** What is added to a plan, and cancelled by e-mail. */
export const AddOn = z.enum(['extended-retention', 'push']);

export const Fee = z.enum(['monthly', 'activation']);

const MAX_PLAN_CHARS = 100;
export const PlanName = z.string().min(1).max(MAX_PLAN_CHARS);

/** Made by the client, once for what a person confirms: sent again, the order is not made again. */
export const OrderKey = z.uuid();
