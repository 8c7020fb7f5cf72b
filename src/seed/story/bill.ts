import type { Hand } from './hand.js';
import type { Known } from './patient.js';

const PRICE = { 'São Paulo': '280.00', Melbourne: '120.50' } as const;
// The number that Medicare's own examples show: claims need one whose check digit is right, and it is nobody's.
const MEDICARE_NUMBER = '2123 45670 1';

/** What the visit costs, and who pays it. */
export async function bill({ chance, plan, team, id }: Known, appointmentId: string | undefined): Promise<void> {
  if (!chance.likely(0.7)) return;
  const price = PRICE[plan.site.name];
  const invoice = await team.biller.post(`/api/patients/${id}/invoices`, {
    lines: [{ description: 'Consultation, 30 minutes', quantity: 1, unitPrice: price }],
    ...(appointmentId === undefined ? {} : { appointmentId }),
  });
  if (chance.likely(0.1)) return;
  const path = `/api/invoices/${invoice.id}`;
  await team.biller.post(`${path}/status`, { status: 'ISSUED' });
  const fate = chance.next();
  if (fate < 0.05) {
    await team.biller.post(`${path}/status`, { status: 'VOID', reason: 'Charged twice' });
  } else if (fate < 0.45 && plan.site.name === 'Melbourne') {
    await claim(team.biller, path, chance.next());
  } else if (fate < 0.85) {
    const method = chance.pick(['CASH', 'CARD', 'TRANSFER']);
    await team.biller.post(`${path}/payments`, { amount: chance.likely(0.15) ? '50.00' : price, method });
    if (chance.likely(0.12))
      await team.biller.post(`${path}/refunds`, { amount: '20.50', reason: 'The session was cut short' });
  }
}

async function claim(biller: Hand, invoice: string, fate: number): Promise<void> {
  const amount = '80.00';
  const { id } = await biller.post(`${invoice}/claims`, {
    medicareNumber: MEDICARE_NUMBER,
    itemNumber: '80110',
    amount,
  });
  const become = (status: string, reason?: string) =>
    biller.post(`/api/claims/${id}/status`, { status, ...(reason === undefined ? {} : { reason }) });
  if (fate < 0.15) return;
  await become('SUBMITTED');
  if (fate < 0.35) return;
  if (fate < 0.5) {
    await become('REJECTED', 'Item not payable on this day');
    return;
  }
  await become('ACCEPTED');
  if (fate < 0.65) return;
  await become('PAID');
  await biller.post(`${invoice}/payments`, { amount, method: 'MEDICARE', reference: 'Medicare remittance' });
}
