import { deliveryHandler } from './delivery.ts';

export const handler = await deliveryHandler();
