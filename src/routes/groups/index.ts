import type { Group } from '../resource.ts'
import { accounts } from './accounts.ts'
import { billing } from './billing.ts'
import { brands } from './brands/index.ts'
import { campaigns } from './campaigns/index.ts'
import { catalogs } from './catalogs/index.ts'
import { client } from './client/index.ts'
import { conversations } from './conversations.ts'
import { coupons } from './coupons/index.ts'
import { customObjects } from './custom-objects/index.ts'
import { dataPrivacy } from './data-privacy.ts'
import { events } from './events/index.ts'
import { flows } from './flows/index.ts'
import { forms } from './forms/index.ts'
import { images } from './images/index.ts'
import { lists } from './lists.ts'
import { metrics } from './metrics/index.ts'
import { profiles } from './profiles/index.ts'
import { reviews } from './reviews/index.ts'
import { segments } from './segments/index.ts'
import { reporting } from './reporting/index.ts'
import { tags } from './tags/index.ts'
import { templates } from './templates/index.ts'
import { textMessaging } from './text-messaging/index.ts'
import { translations } from './translations/index.ts'
import { trackingSettings } from './tracking-settings.ts'
import { webFeeds } from './web-feeds/index.ts'
import { webhooks } from './webhooks.ts'

/** Every API group that is alive, in alphabetical order; the groups of the contract that are missing answer 501. */
export const groups: readonly Group[] = [
  accounts,
  billing,
  brands,
  campaigns,
  catalogs,
  client,
  conversations,
  coupons,
  customObjects,
  dataPrivacy,
  events,
  flows,
  forms,
  images,
  lists,
  metrics,
  profiles,
  reporting,
  reviews,
  segments,
  tags,
  templates,
  textMessaging,
  trackingSettings,
  translations,
  webFeeds,
  webhooks,
]
