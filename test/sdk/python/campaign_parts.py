"""What campaigns of either model need: a list with two readers, a template, an image."""

from walker import k as walker

k = walker.client


def list_of_two():
    one = k.Lists.create_list({'data': {'type': 'list', 'attributes': {'name': 'Readers'}}}).data.id
    for name in ['ada', 'bea']:
        body = {'data': {'type': 'profile', 'attributes': {'email': f'{name}@example.com'}}}
        profile = k.Profiles.create_or_update_profile(body).data.id
        k.Lists.add_profiles_to_list(one, {'data': [{'type': 'profile', 'id': profile}]})
    return one


def template():
    attributes = {'name': 'Letter', 'editor_type': 'CODE', 'html': '<p>Hello</p>'}
    return k.Templates.create_template({'data': {'type': 'template', 'attributes': attributes}}).data.id


def image():
    png = 'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAEElEQVR42mP8zwAFTDAGAwATKQEDGNmoCwAAAABJRU5ErkJggg=='
    attributes = {'name': 'Dot', 'import_from_url': f'data:image/png;base64,{png}'}
    return k.Images.upload_image_from_url({'data': {'type': 'image', 'attributes': attributes}}).data.id


def to(kind, one):
    """A relationship to one resource."""
    return {kind: {'data': {'type': kind, 'id': one}}}
