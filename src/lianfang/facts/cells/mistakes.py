"""What is said of a whole file, in Chinese: the lines raised as Mistake, and the remarks on a file that is used."""

MISTAKES: tuple[tuple[str, str], ...] = (
    ("no row tells anything: give each the columns it has", "没有一行填写了内容：请给每行写上列名和值"),
    (
        "row {row}: {column} holds one value, not a list ({value}); tell each in a row",
        "第{row}行：{column} 只能填一个值，不能是列表（{value}）：请每个值填一行",
    ),
    # boundaries
    (
        "{path}: the file is larger than {size} MB; simplify the boundaries, or split it",
        "{path}：文件超过 {size} MB，请简化边界或拆成几个文件",
    ),
    ("{path}: unpacked it is larger than {size} MB; split it", "{path}：解压后超过 {size} MB，请拆成几个文件"),
    (
        "{path}: line {line}, column {column}: no JSON ({error}); save the boundaries as GeoJSON",
        "{path}：第 {line} 行第 {column} 列不是 JSON（{error}），请把边界存为 GeoJSON",
    ),
    (
        "{path}: cannot be read as JSON in UTF-8 ({error}); save the boundaries as GeoJSON",
        "{path}：不能按 UTF-8 的 JSON 读取（{error}），请把边界存为 GeoJSON",
    ),
    (
        "{path}: holds a {kind}, not a FeatureCollection; save the boundaries as GeoJSON, a feature an area",
        "{path}：内容是 {kind}，不是 FeatureCollection，请把边界存为 GeoJSON，一个辖区一个要素",
    ),
    (
        "{path}: features must be a list of features; save the boundaries as GeoJSON again",
        "{path}：features 必须是要素的列表，请重新存为 GeoJSON",
    ),
    (
        "{path}: holds no feature; save the boundaries as GeoJSON, a feature an area",
        "{path}：没有要素，请把边界存为 GeoJSON，一个辖区一个要素",
    ),
    (
        "{path}: its crs is {name}; save it in longitude and latitude (WGS 84, EPSG:4326)",
        "{path}：坐标系是 {name}，请存为经纬度（WGS 84，EPSG:4326）",
    ),
    (
        "{path}: is a mapping of {kind}; boundaries need one of kind: boundaries",
        "{path}：是 {kind} 的对照文件，边界需要 kind: boundaries 的",
    ),
    (
        "{path}: says not which property holds the code; name it as code under columns",
        "{path}：没有写明哪个属性是代码，请在 columns 下写明 code",
    ),
    # reading
    ("{path}: the file is empty; save it again with its rows", "{path}：文件是空的，请填好数据后重新保存"),
    ("{path}: holds only a header; fill in its rows", "{path}：只有表头，没有数据，请填写各行"),
    ("{path}: not a CSV table: {error}; save it again as CSV", "{path}：不是 CSV 表（{error}），请重新存为 CSV"),
    (
        "{path}: line {line} is neither UTF-8 nor GB18030; save the file again as CSV UTF-8",
        "{path}：第 {line} 行既不是 UTF-8 也不是 GB18030 编码，请重新存为 CSV UTF-8",
    ),
    ("{path}: the workbook is encrypted; save it without a password", "{path}：工作簿有密码，请去掉密码后保存"),
    (
        "{path}: files ending in {ending} cannot be read; save it as .csv or .xlsx",
        "{path}：不能读取 {ending} 文件，请存为 .csv 或 .xlsx",
    ),
    (
        "{path}: its ending says {ending}, but it is {kind}; {todo}",
        "{path}：扩展名是 {ending}，内容却不是（{kind}），请存为 .csv 或 .xlsx",
    ),
    ("{path}: it is {kind}; {todo}", "{path}：不是表格文件（{kind}），请存为 .csv 或 .xlsx"),
    (
        "{path}: the file is too large ({size}; the limit is {limit}); split it into smaller files",
        "{path}：文件过大（{size}，上限 {limit}），请拆成几个文件",
    ),
    ("{path}: is a folder; name a file", "{path}：是文件夹，请指定文件"),
    ("{path}: there is no such file", "{path}：没有这个文件"),
    ("{path}: the file cannot be read: {error}", "{path}：文件无法读取：{error}"),
    ("{path}: the packed file is damaged; pack it again", "{path}：压缩文件已损坏，请重新压缩"),
    (
        "{path}: the workbook is damaged ({error}); open it and save it again",
        "{path}：工作簿已损坏（{error}），请打开后重新保存",
    ),
    ("{path}: has no sheet {sheet}; its sheets are {sheets}", "{path}：没有工作表 {sheet}；有：{sheets}"),
    (
        "{path}: sheet {sheet} is damaged ({error}); save it again",
        "{path}：工作表 {sheet} 已损坏（{error}），请重新保存",
    ),
    (
        "{path}: has no sheets to choose from; leave the name of the sheet out",
        "{path}：没有工作表可选，请不要填写工作表",
    ),
    (
        "{path}: the Parquet table is damaged ({error}); write it again",
        "{path}：Parquet 表已损坏（{error}），请重新生成",
    ),
    (
        "{path}: the web page cannot be read; save the table as .xlsx or .csv",
        "{path}：网页无法读取，请把表格存为 .xlsx 或 .csv",
    ),
    (
        "{path}: the web page holds no table; save the table as .xlsx or .csv",
        "{path}：网页里没有表格，请把表格存为 .xlsx 或 .csv",
    ),
    (
        "{path}: its only table is on a hidden sheet; show the sheet and save the file again",
        "{path}：唯一的表格在隐藏的工作表里，请取消隐藏后重新保存",
    ),
    (
        "{path}: no header was found; the first row of the table must name its columns",
        "{path}：没有找到表头，表格第一行要写列名",
    ),
    # loading
    (
        "{path}: there are no areas yet; load them first: lianfang load areas FILE",
        "{path}：系统中还没有辖区，请先导入：lianfang load areas FILE",
    ),
    ("{path}: say for which area you load: --area {areas}", "{path}：请说明为哪个辖区导入：{areas}"),
    (
        "the mapping {mapping} is for {kind}; write: lianfang load {command}",
        "对应方案 {mapping} 用于 {kind} 文件，请改选文件种类",
    ),
    ("no mapping is called {name}; name a YAML file or one of {names}", "没有名为 {name} 的对应方案；有：{names}"),
    ("{path}: say which disease: --disease {diseases}", "{path}：系统中有多个病种，请选病种：{diseases}"),
    ("{path}: say which disease these cases are of, e.g. --disease covid19", "{path}：请选这些病例的病种"),
    ("{path}: say which disease these rows are of, e.g. --disease covid19", "{path}：请选这些行的病种"),
    (
        "{path}: no column for {column} (e.g. {words}); it has {headers}",
        "{path}：缺 {column}（如 {words}）；现有列：{headers}",
    ),
    (
        "{path}: no column for {zh} / {en} ({full}); is this a file of {kind_zh} / {kind}? It has {headers}; name a "
        "mapping with --map, or say it with --set {set}=…",
        "{path}：缺“{zh}”一列；这是“{kind_zh}”文件吗？现有列：{headers}。请在下面为它选列，或改选文件种类",
    ),
    (
        "{path}: none of its columns is one of {kind_zh} / {kind}: {headers}",
        "{path}：没有一列属于“{kind_zh}”：{headers}。请改选文件种类，或在下面选列",
    ),
    (
        "{path}: this file counts days; say which day is 0: --day-zero 2020-01-31",
        "{path}：这个文件用天数计日，请填第0日是哪天",
    ),
    (
        "{path}: the mapping {mapping} takes {full} from {asked}, which the file does not have; it has {headers}",
        "{path}：对应方案 {mapping} 要从 {asked} 取 {full}，文件没有；现有列：{headers}",
    ),
    (
        "{path}: the mapping {mapping} looks for {full} in the file's name; it is not there",
        "{path}：对应方案 {mapping} 要从文件名里取 {full}，文件名里没有",
    ),
    # remarks on a file that is used
    ("columns not used: {columns}", "未读取的列：{columns}"),
    ("the headers are those of the mapping {mapping}, which was used", "表头与对应方案 {mapping} 相同，已按它读取"),
    ("{count} areas named in the file were put in: {areas}", "文件提到的 {count} 个辖区已补入：{areas}"),
    (
        "{count} areas named in the file would be put in: {areas}",
        "文件提到的 {count} 个辖区将补入辖区表：{areas}",
    ),
    # files of evidence
    ("the file {name} is empty; choose another", "附件 {name} 是空的：请另选文件"),
    (
        "the file {name} has {size} MB, more than 5; make it smaller, or tell where it is kept",
        "附件 {name} 有 {size} MB，超过 5 MB：请压缩，或写明存放处",
    ),
    (
        "the file {name} is no PDF, JPEG, PNG, docx or xlsx by its content; save it as one of these",
        "附件 {name} 的内容不是 PDF、JPEG、PNG、docx 或 xlsx：请另存为其中一种",
    ),
    # letters
    (
        "{path}: is an old Word document; save it as .docx, or paste its text",
        "{path}：是旧版 Word 文档，请存为 .docx，或粘贴文字",
    ),
    (
        "{path}: is an old or an encrypted Word document; save it as .docx without a password",
        "{path}：是旧版或有密码的 Word 文档，请去掉密码并存为 .docx",
    ),
    (
        "{path}: is no Word document that can be read ({error}); open it and save it again as .docx, or paste its text",
        "{path}：不是可读的 Word 文档（{error}），请打开后重新存为 .docx，或粘贴文字",
    ),
    ("{path}: a letter is read from {endings}; save it as one of them", "{path}：来函可读 {endings}，请存为其中一种"),
    (
        "{path}: is larger than {size} MB; send its list as a workbook",
        "{path}：超过 {size} MB，请改用工作簿发送名单",
    ),
    ("{path}: holds no table; save it as .xlsx, or paste its text", "{path}：没有表格，请存为 .xlsx，或粘贴文字"),
    (
        "{path}: is no text table ({error}); save it again as CSV or .xlsx",
        "{path}：不是文本表（{error}），请重新存为 CSV 或 .xlsx",
    ),
    (
        "{path}: is no JSON; ask for the file again, or read the letter itself",
        "{path}：不是 JSON 文件，请对方重发，或直接读入函件",
    ),
    ("{path}: is larger than {limit} MB; ask for the file again", "{path}：大于 {limit} MB，请对方重发"),
    (
        "{path}: is no JSON; ask for the file again, or tick the answers by hand",
        "{path}：不是 JSON，请对方重发，或手工勾选答复",
    ),
    (
        "{path}: is no reply of {format}; tick the answers by hand",
        "{path}：不是 {format} 格式的复函，请手工勾选答复",
    ),
    (
        "{path}: a name is no list of columns; ask for the file again",
        "{path}：有人员不是按列给出，请对方重发",
    ),
    (
        "{path}: is a reply, no letter; open our letter that it answers and read it there",
        "{path}：是复函，不是来函；请打开它所答复的我方去函，在那里读入",
    ),
    (
        "{path}: is no letter of {format}; read the letter itself (.docx) or paste its text",
        "{path}：不是 {format} 格式的函，请直接读入函件（.docx）或粘贴文字",
    ),
    (
        "{path}: name {place} is no list of columns; ask for the file again",
        "{path}：第 {place} 人不成一组栏目，请对方重发",
    ),
    # signed files of other installations, and their keys
    (
        "{path}: is larger than {limit} MB; no node writes such a file",
        "{path}：超过 {limit} MB，没有节点会生成这样大的文件",
    ),
    (
        "{path}: is no file of a node; choose one that another installation wrote ({format})",
        "{path}：不是节点文件，请选择其他节点生成的文件（{format}）",
    ),
    (
        "{path}: is of the edition {edition}, this release reads {format}; ask the sender which",
        "{path}：格式版本为 {edition}，本系统只读 {format}，请与对方核对",
    ),
    ("{path}: was cut off, its end is missing; ask the sender for it again", "{path}：文件不完整，请对方重发"),
    (
        "{path}: two lines bear one id; tell the sender that their release is at fault",
        "{path}：有两行编号相同，请告知对方其系统有误",
    ),
    (
        "{path}: was changed after it was signed; ask the sender for it again",
        "{path}：签名之后被改动过，请对方重发",
    ),
    (
        "{path}: {where} is no JSON object, so this is no file of a node; choose another file",
        "{path}：内容不是节点文件，请选择其他文件",
    ),
    (
        "{path}:1: the head does not say who sends what to whom, and which number; ask the sender",
        "{path}：首行没有写明谁发给谁、内容和编号，请询问对方",
    ),
    (
        "{path}:{line}: is no fact with its id, row and what it rests on; ask the sender",
        "{path}：第 {line} 行不是带编号、内容和依据的事实，请询问对方",
    ),
    (
        "{path}:{line}: {kind} is nothing that a file of {tells} may tell",
        "{path}：第 {line} 行的 {kind} 不属于这类文件（{tells}）可报的内容",
    ),
    (
        "{path}:{line}: {column} is no column of {kind}; nothing was recorded",
        "{path}：第 {line} 行有不认识的栏目 {column}，未作任何记录",
    ),
    ("{path}:{line}: {kind} lacks {column}; ask the sender", "{path}：第 {line} 行缺 {column}，请询问对方"),
    (
        "{path}:{line}: publishes as {publisher}, but {node} signed; nothing was recorded",
        "{path}：第 {line} 行以 {publisher} 名义发布，签名的却是{node}，未作任何记录",
    ),
    (
        "{path}:{line}: releases somebody who is handed over; whoever receives them does; refused",
        "{path}：第 {line} 行解除了移交人员的隔离：应由接收方决定，拒收",
    ),
    (
        "{path}:{line}: a file hands over a responsibility, and signs for nobody else; ask the sender",
        "{path}：第 {line} 行：文件只能移交管理责任，不能代他人签收，请询问对方",
    ),
    (
        "{path}:{line}: {value} is no {what} that is known here; load the {whats} first",
        "{path}：第 {line} 行的 {value} 在本地没有登记，请先导入辖区或单位",
    ),
    (
        "{path}:{line}: tells of {value}, which is not of {area}, the area of {node}; nothing was recorded",
        "{path}：第 {line} 行涉及 {value}，不在{node}（{area}）辖区内，未作任何记录",
    ),
    (
        "{path}:{line}: a colour without its rule and the facts on which it rests is nobody's; refused",
        "{path}：第 {line} 行的颜色没有规则和所依据的事实，拒收",
    ),
    (
        "{path}:{line}: a duty without its rule and the facts on which it rests is nobody's; refused",
        "{path}：第 {line} 行的待办没有规则和所依据的事实，拒收",
    ),
    (
        "{path}:{line}: a colour rests on grounds of medicine alone, not on {kind}; refused",
        "{path}：第 {line} 行的颜色没有医学依据（{kind}），拒收",
    ),
    ("{path}:{line}: the anchor {wrong}; ask the sender", "{path}：第 {line} 行的审计锚不成立，请询问对方"),
    (
        "{path}: holds more than one letter, or none; ask the sender for a file each",
        "{path}：应只含一份协查函，请对方每函一个文件",
    ),
    (
        "{path}: hands over more than one person, or nobody; ask the sender for a file each",
        "{path}：应只移交一人，请对方每人一个文件",
    ),
    ("{path}: is for {node}, not for us; take it there", "{path}：是发给{node}的，不是发给本节点的，请转交"),
    (
        "{path}: says it is of {sender} {of}, but its key is of {node} {area}",
        "{path}：自称来自{sender} {of}，签名密钥却是{node} {area}的",
    ),
    ("{path}: was loaded on {moment} UTC; nothing changed", "{path}：已于 {moment}（UTC）导入过，没有任何改变"),
    (
        "{path}: number {number} of {node} was another file; ask the sender which holds",
        "{path}：{node}的第 {number} 号此前是另一个文件，请与对方核对",
    ),
    (
        "{path}: is number {number} of {node}, but number {expected} is missing; load that one first, or ask"
        " the sender for it",
        "{path}：这是{node}的第 {number} 号，缺第 {expected} 号：请先导入该号，或向对方索取",
    ),
    (
        "{path}: {kind}, {column} {value}: {reason}; nothing was recorded",
        "{path}：{kind} 的 {column} {value} 不能记录（{reason}），未作任何记录",
    ),
    (
        "{text} introduces no node; it is one line as `lianfang node show` writes it",
        "{text} 不是节点的公钥行，应为对方系统给出的完整一行",
    ),
    ("the line that introduces {node} was changed; ask for it again", "{node}的公钥行被改动过，请对方重发"),
    (
        "{name} is no name of a node; write the area's, without signs that no file name has",
        "{name} 不能作节点名称，请写辖区名称，不含文件名不能用的符号",
    ),
    (
        "this installation is called {node} of {area} already; others compared that by voice",
        "本节点已命名为{node}（{area}），他人已据此核对",
    ),
    (
        "the digits are not those of {node}'s line; compare them by telephone, and take nothing in before",
        "数字与{node}的公钥行不符：请电话核对，核对一致前不要录入",
    ),
    (
        "this installation has no name for other nodes yet; give it one first, so that they can answer",
        "本节点尚未命名，请先命名",
    ),
    ("the key of {node} is known here already, or was taken back", "{node}的这把密钥已录入，或已撤销"),
    (
        "another key of {node} is known here; take that one back first",
        "{node}已有另一把密钥，请先撤销",
    ),
    ("say why the key is taken back; it stands in the audit", "请写明撤销原因，将记入审计"),
    (
        "no other node called {node} is known here; lianfang node list shows them",
        "没有录入名为 {node} 的其他节点",
    ),
    (
        "{path}: the key of {node} was taken back on {day}; nothing of it is read",
        "{path}：{node}的密钥已于 {day} 撤销，不再读取",
    ),
    (
        "{path}: is signed with a key that nobody here took in; compare its digits with the sender first",
        "{path}：签名密钥未经录入，请先与对方电话核对数字",
    ),
    (
        "letter {number}: one of this number and sender is here from {area}; ask both",
        "协查函 {number}：已有同号同单位的来函来自 {area}，请向双方核实",
    ),
    # papers
    (
        "the PDF needs {text} ({points}), which no font here has; install one that has it, or write a .docx",
        "PDF 要用的字“{text}”（{points}）本机没有字体：请安装有此字的字体，或改用 docx",
    ),
    (
        "no font in {folder}: build the package once with the network (make setup), then write the PDF",
        "{folder} 里没有字体：请联网安装一次（make setup）后再生成 PDF，或改用 docx",
    ),
    (
        "no shift changes at {moment}; shifts change at 08:00 and 20:00",
        "{moment} 不是交接班时间：交接班在 08:00 和 20:00",
    ),
)
