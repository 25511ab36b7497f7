import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import type { Group } from '../../resource.ts'
import { cloneTemplate } from './clone-template.ts'
import { createPreviewSendJob, previewSendJobType, sendPreview, startPreview } from './preview-send-jobs.ts'
import { prepareFeeds, renderTemplateAnswer } from './render-template.ts'
import { getTemplate, listTemplates, templateType } from './template-type.ts'
import { cloneUniversalContent, universalContentType } from './universal-content.ts'
import { createTemplate, updateTemplate } from './write-template.ts'

export { copyTemplate, deleteTemplateCopy, isReusable } from './copies.ts'
export { templateType, universalContentType }

// Templates and the universal content in them. campaigns-content §3, §5.1; revision-2026-10-15 §10.

export const templates: Group = {
  name: 'Templates',
  types: [templateType, universalContentType, previewSendJobType],
  prepare: {
    render_template: (context) => prepareFeeds((context.body as RequestBodies['render_template']).data.id, context),
    create_template_preview_send_job: (context) => {
      const { relationships } = (context.body as RequestBodies['create_template_preview_send_job']).data
      return prepareFeeds(relationships.template.data?.id, context)
    },
  },
  takeOvers: {
    get_templates: listTemplates,
    get_template: getTemplate,
    create_template: createTemplate,
    update_template: updateTemplate,
    clone_template: cloneTemplate,
    render_template: renderTemplateAnswer,
    create_template_preview_send_job: createPreviewSendJob,
    clone_universal_content: cloneUniversalContent,
  },
  jobs: { 'template-preview-start': startPreview, 'template-preview-send': sendPreview },
}
