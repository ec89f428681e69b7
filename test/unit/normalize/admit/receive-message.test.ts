import { describe, expect, test } from '@jest/globals';
import { parseMessage } from '@labwire/hl7/message/message';
import type { Sender } from '../../../../lib/model/sender.ts';
import { receiveMessage } from '../../../../lib/normalize/admit/receive-message.ts';
import { anOru } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

const site = aSite({
  sources: [
    { id: 'lis', kind: 'lis', sender: { application: 'CORELIS' }, certificate: 'lis.lab.test' },
    { id: 'any', kind: 'analyzer' },
  ],
});

const verdictOn = (bytes: Uint8Array, sender?: Sender) => {
  const { isFit, admitted } = receiveMessage(bytes, site, sender);
  return [isFit, admitted.ok ? 'accepted' : admitted.issues[0]?.at];
};

const astm = (comment: string): Uint8Array =>
  Buffer.from(`H|\\^&|||CHEM9|||||||P\rC|1|L|${comment}\rP|1\rO|1|T1||^^^GLU\rR|1|^^^GLU|5.4\rL|1|N\r`);

describe('the length of a message', () => {
  test('an empty one is unfit', () => {
    expect(verdictOn(new Uint8Array())).toEqual([false, 'MSH']);
  });

  test('one over the limit of the site is unfit, and answered from its header', () => {
    const long = anOru({ results: [{ 2: 'ST', 5: 'x'.repeat(site.limits.messageBytes) }] });
    expect(verdictOn(long)[0]).toBe(false);
  });

  test.each<[string, string, string | undefined]>([
    ['its source', 'CORELIS|RIVERSIDE', 'core-lis'],
    ['no source of the site', 'NOBODY|NOWHERE', undefined],
  ])('one whose header names %s', (_, sender, source) => {
    const of = (text: string) =>
      receiveMessage(Buffer.from(text), aSite({ limits: { messageBytes: 4096 } }), undefined);
    const head = `MSH|^~\\&|${sender}|||20260302||ORU^R01|1|P|2.5.1`;
    const rest = 'x'.repeat(5000);
    const named = of(`${head}\rOBX|1|ST|A||${rest}`);
    expect([named.isFit, named.namedSource?.id]).toEqual([false, source]); // MSH-3, MSH-4
    expect(of(`${head}\nOBX|1|ST|A||${rest}`).namedSource?.id).toBe(source);
    // a header that the first bytes do not end, and none
    expect(of(`${head}|${rest}\rPID|1`).namedSource).toBeUndefined();
    expect(of(`FHS|^~\\&|${sender}\r${rest}`).namedSource).toBeUndefined();
    expect(of(rest).namedSource).toBeUndefined();
  });

  test('ASTM has a limit of its own, and its header is still read for the answer', () => {
    expect(verdictOn(astm('x'.repeat(1000)))).toEqual([true, 'accepted']);
    const long = receiveMessage(astm('x'.repeat(1_000_001)), site, undefined);
    expect(long.isFit).toBe(false);
    const head = parseMessage(long.hl7);
    expect(head.ok && head.value.value('MSH-3')).toBe('CHEM9');
  });
});

describe('the sender of a message', () => {
  test.each<[string, Sender | undefined, string]>([
    ['its certificate', { evidence: 'peer-certificate', name: 'lis.lab.test' }, 'accepted'],
    ['another certificate', { evidence: 'peer-certificate', name: 'x.lab.test' }, 'MSH-3'],
    ['an address of that name', { evidence: 'address', name: 'lis.lab.test' }, 'MSH-3'],
    ['nothing', { evidence: 'msh-3' }, 'MSH-3'],
    ['no gateway', undefined, 'MSH-3'],
  ])('of a source with a certificate shows %s', (_, sender, verdict) => {
    expect(verdictOn(anOru(), sender)).toEqual([true, verdict]);
  });

  test('of a source without one is not asked', () => {
    expect(verdictOn(anOru({ header: { 3: 'OTHER' } }), undefined)).toEqual([true, 'accepted']);
  });
});
