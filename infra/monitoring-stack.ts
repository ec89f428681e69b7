import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { MetricName } from '../lib/model/metrics.ts';
import { isDelivered } from '../lib/site/delivered-destinations.ts';
import type { Site } from '../lib/site/site.ts';
import { subscribersOf } from '../lib/site/subscribers.ts';
import { acknowledge } from './constructs/acknowledge.ts';
import { raiseAlarm } from './constructs/alarm.ts';
import type { DataStack } from './data-stack.ts';
import type { Deployment } from './deployment.ts';

export interface MonitoringStackProps extends StackProps {
  readonly deployment: Deployment;
  readonly site: Site;
  readonly data: DataStack;
  /** The site has test systems, whose controls become due. */
  readonly hasControls: boolean;
}

/**
 * The alarm topic, alarms on metrics of the functions, and the dashboard. Alarms on a resource are in the
 * stack of that resource.
 */
export class MonitoringStack extends Stack {
  readonly alarms: Topic;
  readonly #namespace: string;

  constructor(scope: Construct, id: string, props: MonitoringStackProps) {
    super(scope, id, props);
    this.#namespace = props.deployment.name;
    this.alarms = new Topic(this, 'Alarms', { masterKey: props.data.key, enforceSSL: true });
    this.alarms.grantPublish(
      new ServicePrincipal('cloudwatch.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    for (const address of props.deployment.alarmEmails)
      acknowledge(
        this.alarms.addSubscription(new EmailSubscription(address)),
        'SNS retries mail for hours, and the alarm stays visible in CloudWatch and in labwire status',
        'Serverless-SNSRedrivePolicy',
      );
    this.#letApisWriteLogs();
    this.#watch(props.site);
    if (props.hasControls) this.#watchControls();
    this.#draw(props);
  }

  /** API Gateway needs this setting, one for the account and region, before it writes any log. */
  #letApisWriteLogs(): void {
    const role = new Role(this, 'ApiLogs', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [
        ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs'),
      ],
    });
    const account = new CfnAccount(this, 'ApiAccount', { cloudWatchRoleArn: role.roleArn });
    // another deployment of the same account may use it
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    account.applyRemovalPolicy(RemovalPolicy.RETAIN);
    acknowledge(
      role,
      'AWS maintains this policy for the role of API Gateway',
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    );
  }

  #watch(site: Site): void {
    const topic = this.alarms;
    raiseAlarm(this, 'NotStored', {
      page: 'not-stored',
      summary:
        'Messages were answered with AE: they could not be stored, and their senders must send them again',
      metric: this.#metric('MessagesNotStored', 'receive'),
      threshold: 1,
      topic,
    });
    raiseAlarm(this, 'MessageFailed', {
      page: 'message-failed',
      summary: 'An accepted message could not be read and waits for a person',
      metric: this.#metric('MessagesFailed', 'normalize'),
      threshold: 1,
      topic,
    });
    raiseAlarm(this, 'HeldGrowing', {
      page: 'held-growing',
      summary: 'At least 50 results were held within an hour and wait for a person',
      metric: this.#metric('ObservationsHeld', 'normalize', { period: Duration.hours(1) }),
      threshold: 50,
      topic,
    });
    raiseAlarm(this, 'CorrectionHeld', {
      page: 'correction-held',
      summary: 'A correction is held: charts still show the value that it corrects',
      metric: this.#metric('CorrectionsHeld', 'normalize'),
      threshold: 1,
      topic,
    });
    const services = [
      ...(['receive', 'normalize', 'deliver', 'read'] as const),
      ...(site.access === undefined ? [] : (['export'] as const)),
      ...(subscribersOf(site) === undefined ? [] : (['notify'] as const)),
    ];
    for (const service of services) {
      raiseAlarm(this, `Throttled-${service}`, {
        page: 'throttled',
        summary: `AWS throttled requests of ${service}`,
        metric: this.#metric('RequestsThrottled', service),
        threshold: 1,
        evaluationPeriods: 3,
        topic,
      });
      raiseAlarm(this, `KeyOrSecret-${service}`, {
        page: 'key-or-secret',
        summary: `The function ${service} cannot use the key or cannot read a secret`,
        metric: this.#metric('KeyOrSecretErrors', service),
        threshold: 1,
        topic,
      });
    }
    for (const { id } of site.destinations.filter(isDelivered))
      raiseAlarm(this, `Parked-${id}`, {
        page: 'parked',
        summary: `${id} refused a result. It waits for a person, even after this alarm has ended`,
        metric: this.#metric('UpdatesParked', 'deliver', { dimensions: { destination: id } }),
        threshold: 1,
        topic,
      });
    if (site.access !== undefined)
      raiseAlarm(this, 'ExportFailed', {
        page: 'export-failed',
        summary: 'An export over FHIR failed. Its client must ask for it again',
        metric: this.#metric('ExportsFailed', 'export'),
        threshold: 1,
        topic,
      });
    if (subscribersOf(site) !== undefined)
      raiseAlarm(this, 'SubscriberOff', {
        page: 'subscriber-off',
        summary: 'A subscriber over FHIR was given up: it is told of no report any more',
        metric: this.#metric('SubscribersGivenUp', 'notify'),
        threshold: 1,
        topic,
      });
    for (const { id, silentAfterMinutes } of site.sources)
      if (silentAfterMinutes !== undefined)
        raiseAlarm(this, `Silent-${id}`, {
          page: 'source-silent',
          summary: `Nothing came from ${id} for ${silentAfterMinutes} minutes`,
          metric: this.#metric('MessagesReceived', 'receive', {
            dimensions: { source: id },
            period: Duration.minutes(silentAfterMinutes),
          }),
          threshold: 1,
          isSilenceBad: true,
          topic,
        });
  }

  /** Each change of a state is counted once. The alarms name no test system: `labwire qc status` does. */
  #watchControls(): void {
    const pages = [
      ['ControlsRejected', 'control-rejected', 'A control was rejected'],
      ['ControlsOverdue', 'control-overdue', 'A control was due and has not come'],
      ['ControlsNotJudged', 'control-not-judged', 'A control cannot be judged'],
      ['LookBacksLate', 'look-back-late', 'The look-back of a rejected control is not signed'],
    ] as const;
    for (const [name, page, summary] of pages)
      raiseAlarm(this, name, {
        ...{ page, summary, topic: this.alarms, threshold: 1 },
        metric: this.#metric(name, 'inspect'),
      });
    raiseAlarm(this, 'ControlTimer', {
      page: 'control-timer',
      summary: 'The timer that looks at test systems does not run: no control alarm can come',
      metric: this.#metric('ControlsInspected', 'inspect'),
      threshold: 1,
      evaluationPeriods: 3,
      isSilenceBad: true,
      topic: this.alarms,
    });
  }

  #draw({ site, deployment, hasControls }: MonitoringStackProps): void {
    const graph = (title: string, ...left: IMetric[]) =>
      new GraphWidget({ title, left, width: 8, height: 6 });
    // queues are found by name, because a reference would block removing a queue
    const ofQueues = (metric: string, what: string) =>
      new MathExpression({
        expression: `SEARCH('{AWS/SQS,QueueName} MetricName="${metric}" ${deployment.name}Processing', 'Maximum', 60)`,
        label: what,
        usingMetrics: {},
        searchRegion: this.region,
        searchAccount: this.account,
      });
    new Dashboard(this, 'Dashboard', {
      dashboardName: deployment.name,
      widgets: [
        [
          new TextWidget({
            markdown: `# ${site.laboratory.name}\n\n${deployment.name}. What an alarm means and what to do: docs/runbook`,
            width: 24,
            height: 2,
          }),
        ],
        [
          graph(
            'Messages in',
            ...(
              ['MessagesAccepted', 'MessagesDuplicate', 'MessagesRejected', 'MessagesNotStored'] as const
            ).map((name) => this.#metric(name, 'receive')),
          ),
          graph(
            'Results',
            ...(
              [
                'ObservationsStored',
                'ObservationsHeld',
                'CorrectionsHeld',
                'ObservationsSetAside',
                'MessagesPostponed',
                'MessagesFailed',
              ] as const
            ).map((name) => this.#metric(name, 'normalize')),
          ),
          graph(
            'Updates out',
            ...site.destinations
              .filter(isDelivered)
              .flatMap(({ id }) =>
                (['UpdatesDelivered', 'UpdatesPostponed', 'UpdatesParked'] as const).map((name) =>
                  this.#metric(name, 'deliver', { dimensions: { destination: id } }),
                ),
              ),
          ),
        ],
        [
          graph('Waiting', ofQueues('ApproximateNumberOfMessagesVisible', 'entries')),
          graph('Oldest entry, seconds', ofQueues('ApproximateAgeOfOldestMessage', 'age')),
          graph(
            'Sources',
            ...site.sources.map(({ id }) =>
              this.#metric('MessagesReceived', 'receive', { dimensions: { source: id } }),
            ),
          ),
        ],
        [
          graph('Clocks that cannot be right', ...this.#ofSources('ClockSkews', site)),
          graph('Results in order of receipt', ...this.#ofSources('OrdersUnknown', site)),
          ...(hasControls
            ? [
                graph(
                  'Controls',
                  ...(
                    ['ControlsRejected', 'ControlsOverdue', 'ControlsNotJudged', 'LookBacksLate'] as const
                  ).map((name) => this.#metric(name, 'inspect')),
                ),
              ]
            : []),
        ],
      ],
    });
  }

  #ofSources(name: MetricName, { sources }: Site): Metric[] {
    return sources.map(({ id }) => this.#metric(name, 'normalize', { dimensions: { source: id } }));
  }

  /** The sum of a metric of the functions, over five minutes. */
  #metric(
    name: MetricName,
    service: string,
    {
      dimensions = {},
      period = Duration.minutes(5),
    }: { readonly dimensions?: Readonly<Record<string, string>>; readonly period?: Duration } = {},
  ): Metric {
    return new Metric({
      namespace: this.#namespace,
      metricName: name,
      dimensionsMap: { service, ...dimensions },
      statistic: 'Sum',
      period,
    });
  }
}
