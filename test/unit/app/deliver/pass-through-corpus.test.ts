import { expect } from '@jest/globals';
import { splitMessages } from '@labwire/hl7/message/batch';
import { copyField } from '@labwire/hl7/message/copy';
import { type Message, parseMessage } from '@labwire/hl7/message/message';
import type { Segment } from '@labwire/hl7/message/segment';
import { passThrough } from '../../../../lib/app/deliver/pass-through.ts';
import { nameOfSpecimen, type PassedSegment, wantedFields } from '../../../../lib/model/pass-through.ts';
import type { Report, ReportVersion } from '../../../../lib/model/report.ts';
import { admitMessage } from '../../../../lib/normalize/admit/admit-message.ts';
import { originalPlaces } from '../../../../lib/normalize/kinds/original-places.ts';
import { renderOru } from '../../../../lib/render/hl7/oru.ts';
import { canonicalJson } from '../../../../lib/shared/canonical-json.ts';
import { corpusFiles, withCorpus } from '../../../support/corpus.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { aSite } from '../../../support/site.ts';
import { leastOf, sample } from '../../../support/size.ts';

const site = aSite({
  sources: [
    { id: 'any', kind: 'lis', deliver: ['P', 'T', 'D'], numbersOf: 'laboratory', decimalSeparator: '.' },
  ],
});

/** The reports of one message alone. */
async function reportsOf(bytes: Uint8Array) {
  const cloud = aMemoryCloud(site);
  await cloud.run(bytes);
  const versions = new Map(
    cloud.updates.updates.flatMap(({ update }) =>
      update.content === undefined ? [] : [[update.reportKey, update.content] as const],
    ),
  );
  return { cloud, versions: [...versions.values()] };
}

/** What a chart shows of a report, without the places and times of its messages. */
function charted(report: Report): string {
  const { patient, observations, service, fillerOrder, placerOrder, status } = report;
  return canonicalJson({
    ...{ service, fillerOrder, placerOrder, status },
    patient: patient?.identifiers,
    names: patient?.names,
    results: observations
      .map(({ code, subId, values, unit, flags, referenceRange, status: of, notes }) =>
        canonicalJson({
          code,
          subId,
          values,
          unit,
          flags,
          referenceRange,
          of,
          notes: notes.map(({ text }) => text),
        }),
      )
      .sort(),
  });
}

const written = (version: ReportVersion, passed?: Parameters<typeof renderOru>[1]['passed']): Uint8Array =>
  Buffer.from(
    renderOru(version, { version: '2.5.1', charset: 'UNICODE UTF-8', sendingFacility: 'Lab', passed }),
  );

function read(bytes: Uint8Array): Message {
  const parsed = parseMessage(bytes);
  if (!parsed.ok) throw new Error('no message');
  return parsed.value;
}

/** Parts without their empty ends, as a receiver reads them. */
const compact = (field: ReturnType<typeof copyField>): string =>
  JSON.stringify(
    field.map((components) =>
      components
        .map((parts) =>
          parts
            .map((part) => part.replaceAll(/\r\n?|\n/g, '\n'))
            .join('&')
            .replace(/&+$/, ''),
        )
        .join('^')
        .replace(/\^+$/, ''),
    ),
  );

/** The segment of this name, if there is one alone. */
function onlyOne(name: string, segments: readonly Segment[]): Segment | undefined {
  const [first, ...more] = segments.filter((one) => one.name === name);
  return more.length === 0 ? first : undefined;
}

/** Each segment of a name, and the notes and containers behind it. */
const withFollowing = ({ segments }: Message, name: string) =>
  segments.flatMap((segment, index): [Segment, Segment[]][] => {
    if (segment.name !== name) return [];
    const behind = segments.slice(index + 1);
    const end = behind.findIndex((one) => one.name !== 'NTE' && one.name !== 'SAC');
    return [[segment, behind.slice(0, end === -1 ? undefined : end)]];
  });

withCorpus.test(
  'every result message of the corpus keeps its report, and every field that passes through where it was',
  async () => {
    const counts = { messages: 0, reports: 0, same: 0, fields: 0 };
    const lost: string[] = [];
    const changed: string[] = [];
    const files = sample(corpusFiles(/^(?:ORU|OUL)/));
    for (const { path, bytes } of files)
      for (const message of splitMessages(bytes)) {
        const { cloud, versions } = await reportsOf(message).catch(() => ({
          cloud: undefined,
          versions: [],
        }));
        if (cloud === undefined || versions.length === 0) continue;
        counts.messages++;
        const admitted = admitMessage(message, site);
        if (!admitted.ok) throw new Error('a message with a report that is not admitted');
        const places = originalPlaces(admitted.value);
        for (const version of versions) {
          const { report } = version;
          const wish = { wanted: 'all', version: '2.5.1' } as const;
          const { passed } = await passThrough(report, {
            ...{ originals: cloud.messages, site, runScript: undefined, socialSecurity: true },
            ...wish,
          });
          const out = read(written(version, passed));
          counts.reports++;
          const [plain, full] = [
            await reportsOf(written(version)),
            await reportsOf(written(version, passed)),
          ];
          const isSame =
            canonicalJson(plain.versions.map((one) => charted(one.report))) ===
            canonicalJson(full.versions.map((one) => charted(one.report)));
          if (isSame) counts.same++;
          else changed.push(path);
          const look = (name: PassedSegment, from: Segment | undefined, to: Segment | undefined) => {
            for (const field of wantedFields(name, 'all', '2.5.1')) {
              // a field of delimiters alone says nothing
              if (from === undefined || copyField(from, field).flat(2).join('') === '') continue;
              counts.fields++;
              const kept = to === undefined ? '' : compact(copyField(to, field));
              if (kept !== compact(copyField(from, field))) lost.push(`${path} ${from.at(field)}`);
            }
          };
          const [part] = report.parts;
          const place = part === undefined ? undefined : places.parts.get(part.at);
          // the orders of a report with several parts are those of each part: the first one leads here
          if (report.parts.length !== 1 || place === undefined) continue;
          if (report.patient !== undefined) look('PID', place.patient.pid, out.find('PID'));
          if (report.patient !== undefined) look('PV1', place.patient.pv1, out.find('PV1'));
          if (report.patient !== undefined)
            look('PD1', onlyOne('PD1', place.patient.others), out.find('PD1'));
          const timings = out.segments.filter(({ name }) => name === 'TQ1');
          for (const [index, timing] of place.order.others.filter(({ name }) => name === 'TQ1').entries())
            look('TQ1', timing, timings[index]);
          const specimens = withFollowing(out, 'SPM');
          for (const [index, specimen] of report.specimens.entries()) {
            const name = nameOfSpecimen(specimen);
            const isOne = report.specimens.filter((one) => nameOfSpecimen(one) === name).length === 1;
            const group = place.order.specimens.find(
              ({ spm, containers }) => (spm ?? containers[0])?.at() === specimen.at,
            );
            const [spm, following = []] = specimens[index] ?? [];
            if (!isOne || group === undefined || specimens.length !== report.specimens.length) continue;
            look('SPM', group.spm, spm);
            const [from, to] = [group.containers, following].map((all) =>
              all.filter(({ name }) => name === 'SAC'),
            );
            for (const [index, container] of (from ?? []).entries()) look('SAC', container, to?.[index]);
          }
          look('ORC', place.order.orc, out.find('ORC'));
          look('OBR', place.order.obr, out.find('OBR'));
          const rows = withFollowing(out, 'OBX');
          if (rows.length !== report.observations.length) continue;
          for (const [index, { at, status, notes }] of report.observations.entries()) {
            if (['W', 'D', 'X'].includes(status ?? '')) continue;
            const [obx, following = []] = rows[index] ?? [];
            look('OBX', places.results.get(at)?.obx, obx);
            const written = following.filter(({ name }) => name === 'NTE');
            if (written.length === notes.length)
              for (const [number, note] of notes.entries())
                look(
                  'NTE',
                  places.results.get(at)?.notes.find((one) => one.at() === note.at),
                  written[number],
                );
          }
        }
      }
    process.stdout.write(
      `${counts.messages} messages, ${counts.reports} reports, ${counts.same} the same with and without; ${counts.fields} fields passed through, ${lost.length} not\n`,
    );
    expect(changed).toEqual([]);
    expect(lost).toEqual([]);
    expect(counts.fields).toBeGreaterThan(leastOf(2000));
  },
);
