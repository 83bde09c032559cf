export const prices = {
  toBeAgreed: 'price to be agreed',
  incomplete: 'without services whose price is to be agreed',
  gaps: 'Missing prices',
  gapsLead:
    'Customers see “price to be agreed” and do not pay until you set a price. Add-ons without a price cannot be ordered.',
  gapUntil: 'priced from {{day}}',
  gapForever: 'not set',
  setFor: 'Set a price: {{what}}',
  set: 'Set a price',
  planWithoutPrice:
    'Plan {{plan}} has no price: the customer sees “price to be agreed” and does not pay for it until you set one.',
} as const;
