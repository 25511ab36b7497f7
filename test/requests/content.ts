import type { Client } from '../client.ts'
import { dataUri, formOf, PNG } from '../groups/image-files.ts'
import type { GroupRequests, Ids } from './group-requests.ts'

// Images, templates, universal content.

const imageBody = { data: { type: 'image', attributes: { import_from_url: dataUri(PNG) } } }

const templateBody = {
  data: { type: 'template', attributes: { name: 'Sweep', editor_type: 'CODE', html: '<p>Sweep</p>' } },
}

const universalContentBody = {
  data: {
    type: 'template-universal-content',
    attributes: {
      name: 'Sweep',
      definition: { content_type: 'block', type: 'html', data: { content: '<p>Sweep</p>', display_options: {} } },
    },
  },
}

export const content: GroupRequests = {
  idTypes: {
    images: 'image',
    templates: 'template',
    'template-universal-content': 'template-universal-content',
  },
  bodies: {
    create_template: () => templateBody,
    create_universal_content: () => universalContentBody,
    clone_universal_content: ({ 'template-universal-content': id }) => ({
      data: { type: 'template-universal-content', id, attributes: { id } },
    }),
    create_template_preview_send_job: ({ template: id }) => ({
      data: {
        type: 'template-preview-send-job',
        attributes: { recipients: ['sweep@example.com'] },
        relationships: { template: { data: { type: 'template', id } } },
      },
    }),
    upload_image_from_url: () => imageBody,
    upload_image_from_file: () => formOf({ file: PNG }),
  },
  seed: seedContent,
}

async function seedContent(client: Client): Promise<Ids> {
  const idOf = async (path: string, body: object) => (await client.post(path, body)).body.data.id as string
  return {
    image: await idOf('/api/images', imageBody),
    template: await idOf('/api/templates', templateBody),
    'template-universal-content': await idOf('/api/template-universal-content', universalContentBody),
  }
}
