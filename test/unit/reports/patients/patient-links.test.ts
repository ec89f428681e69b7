import { describe, expect, test } from '@jest/globals';
import type { Identifier } from '../../../../lib/model/concept.ts';
import { patientKeyOf } from '../../../../lib/model/identity.ts';
import type { LinkRule, Patient } from '../../../../lib/model/patient.ts';
import type { ReportPart } from '../../../../lib/model/report.ts';
import {
  linkPart,
  linksIn,
  patientKeysAfter,
  waitsForMove,
} from '../../../../lib/reports/patients/links-of-parts.ts';
import {
  areOnePerson,
  effectiveLinks,
  type Link,
  type LinkSubject,
  survivorOf,
} from '../../../../lib/reports/patients/patient-links.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';
import { fc } from '../../../support/property.ts';

const id = (value: string, type = 'MR', scope = 'A'): Identifier => ({
  value,
  type,
  scope,
  assigner: { namespace: scope },
});

const base = onlyPart(anOru());

/** A person by their numbers: `1`, `9@B` of another list, `7#NI` of another kind. */
function person(...numbers: readonly string[]): Patient {
  const identifiers = numbers.map((number) => {
    const [, value = '', scope, type] = /^([^@#]*)(?:@([^#]*))?(?:#(.*))?$/.exec(number) ?? [];
    return id(value, type ?? 'MR', scope ?? 'A');
  });
  const [leading] = identifiers;
  if (leading === undefined) throw new Error('nobody');
  return { key: patientKeyOf(leading), identifiers, names: [], addresses: [], phones: [], notes: [] };
}

/** That `retired` is `survivor` since an hour. */
const link = (retired: string, survivor: string, hour: number, rule?: LinkRule): Link => ({
  retired: person(retired).key,
  survivor: person(survivor),
  messageId: `m${hour}`,
  watermark: { statusTime: hour, messageTime: hour, receivedTime: hour },
  rule,
});

const nameOf = ({ identifiers }: Patient): string => identifiers[0]?.value ?? '';

const who = (number: string, links: readonly Link[], subject?: LinkSubject): string =>
  nameOf(survivorOf(person(number), effectiveLinks(links, subject)));

describe('who somebody is after merges', () => {
  test('nobody is merged without a link, and only the retired is', () => {
    expect(who('1', [])).toBe('1');
    const links = [link('1', '2', 1)];
    expect([who('1', links), who('2', links), who('3', links)]).toEqual(['2', '2', '3']);
  });

  test('a chain is followed to its end', () => {
    const links = [link('1', '2', 1), link('2', '3', 2), link('3', '4', 3)];
    expect([who('1', links), who('3', links), who('4', links)]).toEqual(['4', '4', '4']);
  });

  test('the newest merge of a number counts', () => {
    expect(who('1', [link('1', '2', 1), link('1', '3', 2)])).toBe('3');
  });

  test('a merge that is said the other way round later is undone', () => {
    const links = [link('1', '2', 1), link('2', '1', 2)];
    expect([who('1', links), who('2', links)]).toEqual(['1', '1']);
  });

  test('of a circle all but its oldest count', () => {
    const links = [link('1', '2', 1), link('2', '3', 2), link('3', '1', 3)];
    expect([who('1', links), who('2', links), who('3', links)]).toEqual(['1', '1', '1']);
  });

  test('a merge into oneself leads nowhere', () => {
    expect(who('1', [link('1', '1', 1)])).toBe('1');
  });

  test('a survivor who keeps the retired number leads nowhere either', () => {
    const kept: Link = { ...link('1', '2', 1), survivor: person('2', '1') };
    expect([who('1', [kept]), who('2', [kept])]).toEqual(['2', '2']);
  });

  test('of one time the one that was received later counts, and of one receipt the message id decides', () => {
    const at = (survivor: string, receivedTime: number, messageId: string): Link => ({
      ...link('1', survivor, 1),
      messageId,
      watermark: { statusTime: 1, messageTime: 1, receivedTime },
    });
    for (const links of [
      [at('2', 5, 'z'), at('3', 6, 'a')],
      [at('2', 5, 'a'), at('3', 5, 'b')],
    ]) {
      expect(who('1', links)).toBe('3');
      expect(who('1', links.toReversed())).toBe('3');
    }
  });

  test('the order in which links are known does not matter', () => {
    const number = fc.constantFrom('1', '2', '3', '4');
    const pairs = fc.array(fc.tuple(number, number, fc.boolean()), { maxLength: 6 });
    fc.assert(
      fc.property(pairs, number, (list, asked) => {
        const links = list.map(([a, b, ends], hour) => link(a, b, hour, ends ? { ends: true } : undefined));
        expect(who(asked, links.toReversed())).toBe(who(asked, links));
      }),
    );
  });

  test('another description of the same person may be the one that a merge named', () => {
    const links = effectiveLinks([link('9@B', '2', 1)]);
    expect(nameOf(survivorOf(person('1'), links, [person('9@B', '1')]))).toBe('2');
    expect(nameOf(survivorOf(person('1'), links, [person('9@B', '5')]))).toBe('1');
  });

  test('a long chain of merges is followed', () => {
    const links = Array.from({ length: 200 }, (_, index) => link(`${index}`, `${index + 1}`, -index));
    expect(who('0', links)).toBe('200');
    expect(who('constructor', links)).toBe('constructor');
  });
});

describe('a merge that was ended (A37)', () => {
  const ends: LinkRule = { ends: true };

  test('is undone where the end is newer and of exactly these two', () => {
    expect(who('1', [link('1', '2', 1), link('1', '2', 2, ends)])).toBe('1');
    expect(who('1', [link('1', '2', 3), link('1', '2', 2, ends)])).toBe('2');
    expect(who('1', [link('1', '2', 1), link('1', '3', 2, ends)])).toBe('2');
    expect(who('1', [link('1', '2', 1), link('3', '2', 2, ends)])).toBe('2');
  });

  test('may be said again', () => {
    expect(who('1', [link('1', '2', 1), link('1', '2', 2, ends), link('1', '2', 3)])).toBe('2');
  });

  test('is ended for every number that the same message retired', () => {
    const merged = link('1', '2', 1, { with: [person('1').key, person('5').key] });
    expect(who('1', [merged, link('5', '2', 2, ends)])).toBe('1');
  });

  test('does not end what was moved with an account', () => {
    const only = { kind: 'account', id: id('ACC', 'AN') } as const;
    const subject = { accounts: [id('ACC', 'AN')], visits: [] };
    expect(who('1', [link('1', '2', 1, { only }), link('1', '2', 2, ends)], subject)).toBe('2');
  });

  test('ends an alias (A24) too', () => {
    const alias = link('1', '2', 1, { isAlias: true });
    const people = [person('1'), person('2')];
    expect(areOnePerson(people, effectiveLinks([alias]))).toBe(true);
    expect(areOnePerson(people, effectiveLinks([alias, link('1', '2', 2, ends)]))).toBe(false);
  });
});

describe('an account or a visit that moves (A44, A45)', () => {
  const account: LinkRule = { only: { kind: 'account', id: id('ACC', 'AN') } };
  const visit: LinkRule = { only: { kind: 'visit', id: id('VIS', 'VN') } };
  const ofAccount = (value: string, scope = 'A'): LinkSubject => ({
    accounts: [id(value, 'AN', scope)],
    visits: [],
  });
  const ofVisit = (value: string): LinkSubject => ({ accounts: [], visits: [id(value, 'VN')] });

  test('takes the reports of its own account or visit, and no other', () => {
    const moved = [link('1', '2', 1, account)];
    expect(who('1', moved, ofAccount('ACC'))).toBe('2');
    expect(who('1', moved, ofAccount('ACC2'))).toBe('1');
    expect(who('1', moved, ofAccount('ACC', 'B'))).toBe('1');
    expect(who('1', moved)).toBe('1');
    expect(who('1', [link('1', '2', 1, visit)], ofVisit('VIS'))).toBe('2');
  });

  test('an account is no visit of the same number', () => {
    const same: LinkRule = { only: { kind: 'account', id: id('VIS', 'VN') } };
    expect(who('1', [link('1', '2', 1, same)], ofVisit('VIS'))).toBe('1');
  });

  test('a missing assigner fits any', () => {
    const own: LinkSubject = { accounts: [{ ...id('ACC', 'AN', 'sender'), assigner: {} }], visits: [] };
    expect(who('1', [link('1', '2', 1, account)], own)).toBe('2');
  });

  test('what was moved stays moved, whomever its patient is merged into later', () => {
    const links = [link('1', '2', 1, account), link('1', '3', 2)];
    expect(who('1', links, ofAccount('ACC'))).toBe('2');
    expect(who('1', links, ofAccount('ACC2'))).toBe('3');
  });

  const result = (fields: Partial<ReportPart>, hour: number): ReportPart => ({
    ...base,
    patient: person('1'),
    watermark: { statusTime: hour, messageTime: hour, receivedTime: hour },
    ...fields,
  });
  const move = (rule: LinkRule, hour = 5): ReportPart => {
    const { retired, survivor, watermark, messageId } = link('1', '2', hour);
    return linkPart(retired, { survivor, watermark, messageId, source: 's', at: 'PID[1]', rule });
  };

  test('a report that names no account waits, if it was said before the move or with it', () => {
    expect(waitsForMove([result({}, 4), move(account)])).toBe(true);
    expect(waitsForMove([result({}, 5), move(account)])).toBe(true);
    expect(waitsForMove([result({}, 6), move(account)])).toBe(false);
    expect(waitsForMove([result({}, 4), move(visit)])).toBe(true);
  });

  test('it does not wait where it names one, is of another patient, or a person released it', () => {
    const named = { patient: { ...person('1'), account: id('ACC2', 'AN') } };
    expect(waitsForMove([result(named, 4), move(account)])).toBe(false);
    expect(waitsForMove([result({ visit: { number: id('V2', 'VN') } }, 4), move(visit)])).toBe(false);
    expect(waitsForMove([result({ visit: { number: id('V2', 'VN') } }, 4), move(account)])).toBe(true);
    expect(waitsForMove([result({ patient: person('3') }, 4), move(account)])).toBe(false);
    expect(waitsForMove([result({}, 4), move({ ...account, isReleased: true })])).toBe(false);
    expect(waitsForMove([result({}, 4)])).toBe(false);
  });
});

describe('whether descriptions are of one person', () => {
  const one = (people: readonly Patient[], ...links: readonly Link[]): boolean => {
    const result = areOnePerson(people, effectiveLinks(links));
    expect(areOnePerson(people.toReversed(), effectiveLinks(links))).toBe(result);
    return result;
  };

  test('a number in common joins, a third description may be what joins two, and nobody is one', () => {
    expect(one([])).toBe(true);
    expect(one([person('1'), person('1')])).toBe(true);
    expect(one([person('1'), person('2')])).toBe(false);
    expect(one([person('1'), person('9@B')])).toBe(false);
    expect(one([person('1'), person('9@B'), person('9@B', '1')])).toBe(true);
  });

  test('two numbers of one list are two people, unless one description has both or a merge joins them', () => {
    const [a, b] = [person('1', '9@B'), person('2', '9@B')];
    expect(one([a, b])).toBe(false);
    expect(one([a, b, person('1', '2')])).toBe(true);
    expect(one([a, b], link('1', '2', 1))).toBe(true);
    expect(one([a, b], link('1', '5', 1))).toBe(false);
  });

  test('a number of another kind contradicts nothing', () => {
    expect(one([person('1', '7#NI'), person('1', '8@B#NI')])).toBe(true);
    expect(one([person('7#NI', '1'), person('8#NI', '1')])).toBe(false);
  });

  test('two children of one birth are two people', () => {
    const [first, second] = [1, 2].map((birthOrder) => ({ ...person('1'), birthOrder }));
    if (first === undefined || second === undefined) throw new Error('no children');
    expect(one([first, second])).toBe(false);
    expect(one([first, first])).toBe(true);
    expect(one([first, person('1')])).toBe(true);
  });

  test('an alias (A24) joins two who keep their own', () => {
    expect(one([person('1'), person('2')], link('1', '2', 1, { isAlias: true }))).toBe(true);
    expect(who('1', [link('1', '2', 1, { isAlias: true })])).toBe('1');
  });
});

test('the patient of a part is named with the survivor, and a moved account names only its own', () => {
  const patient = person('1');
  const part = { ...base, patient };
  const moved = { account: id('ACC', 'AN') };
  const linked = (rule?: LinkRule) => {
    const { retired, ...said } = link('1', '2', 1, rule);
    return [linkPart(retired, { ...said, source: 's', at: 'PID[1]' })];
  };
  const ofAccount = linked({ only: { kind: 'account', id: moved.account } });
  expect(patientKeysAfter(part)).toEqual([patient.key]);
  expect(patientKeysAfter(part, linked())).toEqual([patient.key, person('2').key]);
  expect(patientKeysAfter(part, ofAccount)).toEqual([patient.key]);
  expect(patientKeysAfter({ ...part, patient: { ...patient, ...moved } }, ofAccount)).toEqual([
    patient.key,
    person('2').key,
  ]);
});

test('a link as a part tells the link again, and no result', () => {
  const said = link('1', '2', 3, { isAlias: true });
  const part = linkPart(said.retired, { ...said, source: 's', at: 'PID[1]' });
  expect(linksIn([base, part])).toEqual([said]);
  expect([part.observations, part.specimens, part.notes, part.holds]).toEqual([[], [], [], []]);
});
