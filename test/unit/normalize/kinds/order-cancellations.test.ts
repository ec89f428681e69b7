import { expect, test } from '@jest/globals';
import { admitMessage } from '../../../../lib/normalize/admit/admit-message.ts';
import { orderCancellations } from '../../../../lib/normalize/kinds/order-cancellations.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { normalized, receivedAt } from '../../../support/normalized.ts';
import { aSite } from '../../../support/site.ts';

const cancellationsIn = (
  control: string,
  application = 'CORELIS',
  results: readonly string[] = [],
  status = '',
) => {
  const site = aSite();
  const bytes = toMessage(
    ...[msh({ 3: application, 9: 'OML^O21^OML_O21' }), pid()],
    ...[segment('ORC', { 1: control, 3: 'F1', 5: status }), obr({ 3: 'F1', 25: '' }), ...results],
  );
  const admitted = admitMessage(bytes, site);
  if (!admitted.ok) throw new Error(JSON.stringify(admitted.issues));
  return orderCancellations(admitted.value, { messageId: 'm1', receivedAt, site });
};

test.each(['OC', 'CR'])('%s of a LIS takes results back', (control) => {
  expect(cancellationsIn(control)).toMatchObject({
    parts: [{ part: { fillerOrder: { value: 'F1' }, cancels: 'withdraw', observations: [] } }],
    received: 0,
  });
});

test.each(['CA', 'UC', 'UD', 'DC', 'OD', 'DR', 'NW'])('%s changes the order only', (control) => {
  expect(cancellationsIn(control)).toBeUndefined();
});

test('a status of the laboratory takes results back, and a request of the same status does not', () => {
  expect(cancellationsIn('SC', 'CORELIS', [], 'CA')).toMatchObject({
    parts: [{ part: { cancels: 'withdraw' } }],
  });
  expect(cancellationsIn('SC', 'CORELIS', [], 'CM')).toBeUndefined();
  expect(cancellationsIn('CA', 'CORELIS', [], 'CA')).toBeUndefined();
});

test('an analyzer cancels no results by an order message, and neither does an order with answers', () => {
  expect(cancellationsIn('OC', 'ANALYZER')).toBeUndefined();
  expect(cancellationsIn('OC', 'CORELIS', [obx()])).toBeUndefined();
});

test('an ORC alone behind results is no report, unless it cancels', () => {
  const partsOf = (control: string) =>
    normalized(toMessage(msh(), pid(), obr(), obx(), segment('ORC', { 1: control, 3: 'F2' }))).parts.length;
  expect([partsOf('SC'), partsOf('RE'), partsOf('DC'), partsOf('OC')]).toEqual([1, 1, 1, 2]);
});
