"""python -m lianfang.cli"""

from lianfang.cli import main

main()
