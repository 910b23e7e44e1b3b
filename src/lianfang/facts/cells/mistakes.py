"""What is said of a whole file, in Chinese: the lines raised as Mistake, and the remarks on a file that is used."""

MISTAKES: tuple[tuple[str, str], ...] = (
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
