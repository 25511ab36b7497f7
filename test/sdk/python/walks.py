"""Runs walks one after the other in one process: walks.py URL WALK=OPERATIONS... Each ends with a line `== WALK`.
The walk named `exposed` calls nothing: it prints which of its operations the SDK has.

To read what the SDK is made of takes it longer than to walk, so all walks of a release share one process.
"""

import runpy
import sys
import traceback
from pathlib import Path

folder = Path(__file__).parent
url = sys.argv[1]

for given in sys.argv[2:]:
    name, operations = given.split('=')
    sys.argv = [f'{name}.py', url, operations]
    sys.modules.pop('walker', None)  # it remembers one walk
    try:
        runpy.run_path(str(folder / f'{name}.py'), run_name='__main__')
    except SystemExit:
        pass
    except BaseException:
        print(traceback.format_exc())
    print(f'== {name}')
